package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.Progress;
import io.absnas.search.SearchJobs;
import io.absnas.search.remote.WorkerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker has to know of the search that it works for.
 *
 * @param config file of the search's configuration
 * @param supernet file of the supernet's weights
 * @param run name of the run at the broker
 */
record SearchTicket(Path config, Path supernet, String run) {
  private static final Logger log = LoggerFactory.getLogger(SearchTicket.class);
  private static final long LOOK_MILLIS = 500;
  private static final Duration SAID_AGAIN = Duration.ofMinutes(5);

  SearchTicket {
    requireNonNull(config, "config is null");
    requireNonNull(supernet, "supernet is null");
    requireNonNull(run, "run is null");
  }

  /** As typed, for machines that do not see the run directory. */
  static SearchTicket of(Optional<Path> config, @Nullable Path supernet, @Nullable String run) {
    if (config.isEmpty() || supernet == null || run == null) {
      throw new AbsException(
          ExitCode.USAGE,
          "a worker needs --search DIR, the run directory of a search, or all of -c FILE,"
              + " --supernet FILE and --run NAME");
    }
    return new SearchTicket(config.get(), supernet, run);
  }

  /**
   * Waits until a search has its supernet and hands in jobs.
   *
   * @return empty if a stop was asked for, or the search did not come so far in the worker's idle
   *     time
   * @throws AbsException of kind INPUT if what is in the directory is not whole
   */
  static Optional<SearchTicket> await(
      Path search, WorkerSettings settings, BooleanSupplier stopRequested) {
    long begun = System.nanoTime();
    long said = begun - SAID_AGAIN.toNanos();
    while (!stopRequested.getAsBoolean()) {
      Optional<SearchJobs> jobs = SearchJobs.read(search);
      if (jobs.isPresent()) {
        return Optional.of(
            new SearchTicket(
                search.resolve("config.yaml"),
                search.resolve(jobs.get().supernet()),
                jobs.get().run()));
      }
      if (Files.isRegularFile(search.resolve("result.json"))) {
        log.info("{}: the search has its result, and needed no workers; leaving", search);
        return Optional.empty();
      }
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      if (settings.idle().filter(most -> waited.compareTo(most) >= 0).isPresent()) {
        log.warn("{} has no {} after {}; leaving", search, SearchJobs.FILE, Progress.text(waited));
        return Optional.empty();
      }
      if (System.nanoTime() - said >= SAID_AGAIN.toNanos()) {
        said = System.nanoTime();
        log.info(
            "waiting for {}, which 'abs search --broker' writes once its supernet is trained",
            search.resolve(SearchJobs.FILE));
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
