package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.search.remote.Broker;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker. */
final class BrokerOption {
  @Option(
      names = "--broker",
      paramLabel = "URI",
      description = {
        "RabbitMQ broker, amqp[s]://[USER@]HOST[:PORT][/VHOST]; the password comes from"
            + " ABS_BROKER_PASSWORD or the file ABS_BROKER_PASSWORD_FILE."
      })
  private @Nullable String address;

  /** The broker that was typed, if one was. */
  Optional<Broker> typed(Map<String, String> environment) {
    return Optional.ofNullable(address).map(text -> Broker.of(text, environment));
  }

  /** The broker that was typed or that the environment names. */
  Optional<Broker> find(Map<String, String> environment) {
    return typed(environment)
        .or(
            () ->
                Optional.ofNullable(environment.get(Broker.ADDRESS))
                    .map(text -> Broker.of(text, environment)));
  }

  /** As {@link #find}, where there must be one. */
  Broker require(Map<String, String> environment) {
    return find(environment)
        .orElseThrow(
            () ->
                new AbsException(
                    ExitCode.USAGE,
                    "--broker is missing: amqp://[USER@]HOST[:PORT], or set " + Broker.ADDRESS));
  }
}
