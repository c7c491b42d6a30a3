package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.jobs.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code abs search --broker}, {@code abs worker} and {@code abs status} together. */
class WorkerCommandTest {
  @TempDir private Path folder;

  /** One epoch on some of the embedded images, then two generations of three children. */
  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("small.yaml"),
        """
        algo: spos
        space: {id: nasbench201@tiny, channels: 2}
        training: {batch-size: 500, epochs: 1}
        evolution: {generations: 2, population: 3, parents: 2, crossover: 1}
        evaluation: {recalibration-images: 50, recalibration-batch-size: 50, batch-size: 500}
        """);
  }

  private static Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(System.getenv());
    all.putAll(TestBroker.get().environment());
    return all;
  }

  @Test
  void namesOfRunsAndWorkersAreCheckedBeforeAnythingElse() {
    Outcome run = Outcome.of("status", "--run", "a b", "--broker", "amqp://localhost:1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("abs: --run: run is 'a b', must match ");
    Outcome name =
        Outcome.of("worker", "--run", "a", "--name", "a b", "--broker", "amqp://localhost:1");
    assertThat(name.code()).isEqualTo(2);
    assertThat(name.err()).startsWith("abs: --name: name is 'a b', must match ");
  }

  @Test
  void aWorkerThatWaitsForASearchDoesItsChildrenAndLeaves() throws Exception {
    Map<String, String> environment = environment();
    String broker = TestBroker.get().address();
    Path out = folder.resolve("run");
    String search = out.toString();
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Outcome> worker =
          threads.submit(
              () ->
                  Outcome.in(
                      environment,
                      "worker",
                      "--search",
                      search,
                      "--broker",
                      broker,
                      "--name",
                      "helper"));
      Outcome searched =
          Outcome.in(
              environment,
              "search",
              "-c",
              config().toString(),
              "--out",
              search,
              "--broker",
              broker);
      assertThat(searched.err()).doesNotContain("ERROR");
      assertThat(searched.code()).isZero();
      assertThat(worker.get())
          .isEqualTo(
              new Outcome(
                  0,
                  "helper: 6 children evaluated, 0 of them failed; the search has its result\n",
                  worker.get().err()));
    } finally {
      threads.shutdownNow();
    }
    List<String> rows = Files.readAllLines(out.resolve("evaluations.csv"));
    assertThat(rows).hasSize(7);

    Outcome status = Outcome.in(environment, "status", search, "--broker", broker, "--dead", "5");
    assertThat(status.code()).isZero();
    assertThat(status.out())
        .contains("run: run-", "state: finished", "6 of at most 6 evaluated, 0 of them failed")
        .contains(
            "best: top-1 ", "generation: 2 of 2", "searcher: not connected; workers connected: 0")
        .contains("0 jobs wait, 0 results wait, 0 messages put aside");
    Outcome offline = Outcome.of("status", search);
    assertThat(offline.code()).isZero();
    assertThat(offline.out()).contains("state: finished").doesNotContain("workers");
    assertThat(Outcome.of("status", search, "--json").out()).contains("\"state\" : \"finished\"");

    // Another supernet than that of the search.
    Path other = folder.resolve("other");
    assertThat(
            Outcome.of("search", "-c", config().toString(), "--out", other.toString(), "--seed=9")
                .code())
        .isZero();
    Outcome foreign =
        Outcome.in(
            environment,
            "worker",
            "--search",
            search,
            "--supernet",
            other.resolve("supernet.safetensors").toString(),
            "--broker",
            broker);
    assertThat(foreign.code()).isEqualTo(3);
    assertThat(foreign.err()).contains("this worker is not one for run run-", "needs supernet ");
  }

  @Test
  void saysWhatIsMissing() {
    Outcome noBroker = Outcome.in(Map.of(), "worker", "--search", "runs/x");
    assertThat(noBroker.code()).isEqualTo(2);
    assertThat(noBroker.err()).contains("--broker is missing");
    Map<String, String> password = Map.of("ABS_BROKER_PASSWORD", "secret");
    Outcome noRun = Outcome.in(password, "worker", "--broker", "amqp://u@127.0.0.1:1");
    assertThat(noRun.code()).isEqualTo(2);
    assertThat(noRun.err()).contains("--search DIR").doesNotContain("secret");
    assertThat(Outcome.of("status").err()).contains("which run?");
    assertThat(Outcome.of("status", folder.toString()).code()).isEqualTo(3);
    Outcome closed =
        Outcome.in(password, "status", "--run", "x", "--broker", "amqp://u@127.0.0.1:1");
    assertThat(closed.code()).isEqualTo(6);
    assertThat(closed.err()).contains("amqp://u@127.0.0.1:1: ").doesNotContain("secret");
    Outcome negative = Outcome.in(password, "worker", "--broker", "amqp://u@h", "--idle", "-1");
    assertThat(negative.err()).contains("--idle is -1.0, must be 0 to 1000000");
  }

  @Test
  void aSearchWithoutItsBrokerEndsBeforeItBegins() throws IOException {
    Path out = folder.resolve("run");
    Outcome outcome =
        Outcome.in(
            Map.of("ABS_BROKER_PASSWORD", "secret"),
            "search",
            "-c",
            config().toString(),
            "--out",
            out.toString(),
            "--broker",
            "amqp://u@127.0.0.1:1");
    assertThat(outcome.code()).isEqualTo(6);
    assertThat(out).doesNotExist();
  }

  @Test
  void aWorkerLeavesASearchThatNeverComes() {
    Outcome outcome =
        Outcome.in(
            Map.of("ABS_BROKER_PASSWORD", "secret"),
            "worker",
            "--search",
            folder.toString(),
            "--broker",
            "amqp://u@127.0.0.1:1",
            "--idle",
            "0.001");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.err()).contains("has no jobs.json after");
  }
}
