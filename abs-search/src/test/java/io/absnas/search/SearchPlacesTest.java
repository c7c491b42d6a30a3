package io.absnas.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.jobs.RetryPolicy;
import io.absnas.core.jobs.RunStatus;
import io.absnas.core.jobs.TestBroker;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.run.RunDirectory;
import io.absnas.core.run.RunOptions;
import io.absnas.core.run.StrictJson;
import io.absnas.search.remote.Broker;
import io.absnas.search.remote.RemoteJobRunner;
import io.absnas.search.remote.RemoteLimits;
import io.absnas.search.remote.RemoteWorker;
import io.absnas.search.remote.WorkerReport;
import io.absnas.search.remote.WorkerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Where children are evaluated makes no difference. */
class SearchPlacesTest extends SearchRuns {
  @Test
  void oneAndTwoDevicesFindTheSame() throws IOException {
    Path trained = directory.resolve("trained");
    run(config(Algorithm.SPOS), trained);
    List<Path> runs = new ArrayList<>();
    for (String device : List.of("cpu", "cpu:2", "cpu:3")) {
      Path out = directory.resolve("on-" + device.replace(":", ""));
      run(
          config(
              Algorithm.SPOS,
              "device=" + device,
              "supernet.weights=" + trained.resolve("supernet.safetensors"),
              "supernet.initial=" + trained.resolve("base.safetensors")),
          out);
      runs.add(out);
    }
    for (Path other : runs.subList(1, 3)) {
      for (String file : List.of("result.json", "evaluations.csv", "architectures.txt")) {
        assertThat(other.resolve(file)).hasSameBinaryContentAs(runs.get(0).resolve(file));
      }
    }
    // The supernet is the one that was trained, so its children are too.
    assertThat(lines(runs.get(0))).isEqualTo(lines(trained));
  }

  @Test
  void workersAtABrokerFindTheSame() throws Exception {
    TestBroker test = TestBroker.get();
    Broker broker = Broker.of(test.address(), test.environment());
    Path here = directory.resolve("here");
    // Cleared against a default, so that workers must read the configuration back as it was.
    run(config(Algorithm.SPOS, "evaluation.recalibration-momentum="), here);
    for (int workers : List.of(1, 4)) {
      Path out = directory.resolve("by-" + workers);
      ResolvedConfig<SearchConfig> config =
          config(
              Algorithm.SPOS,
              "evaluation.recalibration-momentum=",
              "supernet.weights=" + here.resolve("supernet.safetensors"),
              "supernet.initial=" + here.resolve("base.safetensors"));
      AtomicBoolean stop = new AtomicBoolean();
      ExecutorService threads = Executors.newFixedThreadPool(workers);
      EvaluationPlace place =
          like -> {
            for (int i = 0; i < workers; i++) {
              String name = "worker-" + i;
              Future<WorkerReport> unused =
                  threads.submit(() -> work(out, broker, like.run(), name, stop));
            }
            return new RemoteJobRunner(
                broker, like, RemoteLimits.of(new RetryPolicy(3)), Duration.ofSeconds(60));
          };
      SearchRun run = new SearchRun(config, List.of("abs", "search"));
      try (RunDirectory opened =
          RunDirectory.open(out, config.yaml(), SearchRun.options(RunOptions.Existing.REFUSE))) {
        assertThat(run.run(opened, Optional.of(place), () -> false))
            .isInstanceOf(SearchOutcome.Finished.class);
      } finally {
        stop.set(true);
        threads.shutdown();
        assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(lines(out)).isEqualTo(lines(here));
      assertThat(best(out)).isEqualTo(best(here));
      SearchStatus status = SearchStatus.read(out).orElseThrow();
      assertThat(status.status().state()).isEqualTo(RunStatus.State.FINISHED);
      assertThat(status.status().done()).isEqualTo(15);
    }
  }

  private static List<SearchResult.Found> best(Path run) {
    return StrictJson.read(run.resolve("result.json"), SearchResult.class).best();
  }

  /** A worker that knows the run directory, as another process does. */
  private static WorkerReport work(
      Path search, Broker broker, String run, String name, AtomicBoolean stop) {
    ResolvedConfig<SearchConfig> config =
        SearchConfig.resolve(
            Algorithm.SPOS, ConfigSources.none().withFile(search.resolve("config.yaml")));
    Path supernet = Path.of(config.value().supernet().orElseThrow().weights());
    try (ChildWorker worker = ChildWorker.open(config, supernet)) {
      return new RemoteWorker(broker, run, WorkerSettings.of(name), worker.handlers(), stop::get)
          .serve();
    }
  }
}
