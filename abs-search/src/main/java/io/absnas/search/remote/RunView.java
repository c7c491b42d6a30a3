package io.absnas.search.remote;

import static java.util.Objects.requireNonNull;

import io.absnas.core.jobs.MalformedMessageException;
import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a broker knows of a run.
 *
 * @param notice what the searcher said last; empty if it has said nothing, or somebody is reading
 *     it
 * @param searcher whether the searcher is connected
 * @param workers workers that are connected
 * @param waiting jobs that wait for a worker
 * @param results results that wait for the searcher
 * @param deadLetters messages that were put aside
 */
public record RunView(
    Optional<RunNotice> notice,
    boolean searcher,
    long workers,
    long waiting,
    long results,
    long deadLetters) {
  private static final BrokerSession.Depth NOTHING = new BrokerSession.Depth(0, 0);
  private static final String CLIENT = "abs status";

  /** Checks for nulls. */
  public RunView {
    requireNonNull(notice, "notice is null");
  }

  /**
   * Looks; the broker is left as it is.
   *
   * @return empty if the broker knows no run of this name
   * @throws AbsException of kind BROKER if the broker cannot be reached or does not let us in
   */
  public static Optional<RunView> of(Broker broker, String run) {
    RunQueues queues = new RunQueues(run);
    try (BrokerSession session = BrokerSession.open(broker, CLIENT)) {
      Optional<BrokerSession.Depth> jobs = session.depth(queues.jobs());
      if (jobs.isEmpty()) {
        return Optional.empty();
      }
      BrokerSession.Depth results = session.depth(queues.results()).orElse(NOTHING);
      return Optional.of(
          new RunView(
              notice(session, queues),
              results.consumers() > 0,
              session.depth(queues.alive()).orElse(NOTHING).consumers(),
              jobs.get().ready(),
              results.ready(),
              session.depth(queues.dead()).orElse(NOTHING).ready()));
    } catch (BrokerLostException e) {
      throw unreachable(broker, e);
    }
  }

  /** The message goes back when the session ends. */
  private static Optional<RunNotice> notice(BrokerSession session, RunQueues queues)
      throws BrokerLostException {
    if (session.depth(queues.notice()).isEmpty()) {
      return Optional.empty();
    }
    Optional<Received> message = session.get(queues.notice());
    if (message.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(RunNotice.read(message.get().body()));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  /**
   * The messages that were put aside, oldest first; they stay where they are.
   *
   * @param most how many are read at most
   * @throws AbsException of kind BROKER if the broker cannot be reached or does not let us in
   */
  public static List<DeadLetter> deadLetters(Broker broker, String run, int most) {
    RunQueues queues = new RunQueues(run);
    List<DeadLetter> letters = new ArrayList<>();
    try (BrokerSession session = BrokerSession.open(broker, CLIENT)) {
      if (session.depth(queues.dead()).isEmpty()) {
        return List.of();
      }
      Optional<Received> letter = session.get(queues.dead());
      while (letter.isPresent()) {
        letters.add(DeadLetter.read(letter.get()));
        letter = letters.size() < most ? session.get(queues.dead()) : Optional.empty();
      }
      return List.copyOf(letters);
    } catch (BrokerLostException e) {
      throw unreachable(broker, e);
    }
  }

  private static AbsException unreachable(Broker broker, BrokerLostException e) {
    return new AbsException(ExitCode.BROKER, broker + ": " + e.reason(), e);
  }
}
