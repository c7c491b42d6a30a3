package io.absnas.cli.report;

import io.absnas.core.run.StrictJson;
import io.absnas.shrink.ChildrenAccuracy;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.History;
import io.absnas.shrink.ScoreRecord;
import io.absnas.shrink.ShrinkResult;
import io.absnas.shrink.StageRecord;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files of small runs with values that are known. */
final class SampleRuns {
  static final List<String> OPS =
      List.of("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3");
  static final List<String> EDGES = List.of("1<-0", "2<-0", "2<-1", "3<-0", "3<-1", "3<-2");

  private SampleRuns() {}

  /** Scores rise with op and edge; the first op of the first two edges goes in every stage. */
  static History history(int stages) {
    List<StageRecord> records = new ArrayList<>();
    for (int stage = 0; stage < stages; stage++) {
      List<ScoreRecord> scores = new ArrayList<>();
      for (int edge = 0; edge < EDGES.size(); edge++) {
        for (int op = 0; op < OPS.size(); op++) {
          scores.add(score(edge, op));
        }
      }
      records.add(
          new StageRecord(
              stage,
              1,
              100,
              BigInteger.valueOf(15625),
              BigInteger.valueOf(10000),
              "ab",
              false,
              15625,
              true,
              0,
              scores,
              List.of(new DropRecord(0, "1<-0", "none"), new DropRecord(1, "2<-0", "none"))));
    }
    return new History(History.FORMAT, "nasbench201", OPS, records);
  }

  private static ScoreRecord score(int edge, int op) {
    double score = 0.1 + 0.01 * op + 0.003 * edge;
    return new ScoreRecord(
        edge,
        EDGES.get(edge),
        OPS.get(op),
        score,
        625,
        score,
        0.02,
        0,
        1,
        List.of(0.0, 0.1, 0.2, 0.3, 0.4),
        Optional.of(score - 0.1),
        0,
        op == 0 && edge < 2);
  }

  static ShrinkResult shrinkResult(double lastAccuracy) {
    return new ShrinkResult(
        ShrinkResult.FORMAT,
        ShrinkResult.KIND,
        "nasbench201",
        BigInteger.valueOf(15625),
        BigInteger.valueOf(10000),
        Optional.empty(),
        Optional.empty(),
        List.of(OPS),
        2,
        "stages",
        2,
        200,
        Optional.of(new ChildrenAccuracy(2, 2000, 0.5, 0.75, 0.5, 0.75, List.of(0.75, 0.75))),
        Optional.of(
            new ChildrenAccuracy(
                2,
                2000,
                0.125,
                lastAccuracy,
                0.75,
                0.875,
                List.of(lastAccuracy - 0.0625, lastAccuracy + 0.0625))),
        "base-hash",
        "weights-hash",
        "space-hash",
        "history-hash",
        "config-hash",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** Runs of all kinds below a folder. */
  static List<Path> all(Path folder) throws IOException {
    Path shrink = folder.resolve("shrink <1>");
    shrink(shrink, 5, 0.8125);
    return List.of(shrink);
  }

  /** A finished shrinking run. */
  static void shrink(Path run, long seed, double lastAccuracy) throws IOException {
    Files.createDirectories(run);
    StrictJson.write(run.resolve("history.json"), history(2));
    metrics(run, 1000);
    provenance(run, seed, "shrink", "<script>alert(1)</script>");
    StrictJson.write(run.resolve("result.json"), shrinkResult(lastAccuracy));
    Files.writeString(run.resolve("config.yaml"), "seed: " + seed + "\ntitle: \"</pre><b>\"\n");
  }

  /** A loss that falls from 2.5 towards 0.2. */
  static void metrics(Path run, int steps) throws IOException {
    StringBuilder metrics = new StringBuilder();
    for (int step = 1; step <= steps; step++) {
      metrics.append(
          "{\"step\":%d,\"epoch\":%s,\"time\":\"2026-01-01T00:00:00Z\",\"values\":{\"train/loss\":%s}}\n"
              .formatted(step, step / 500.0, 2.3 * Math.exp(-step / 300.0) + 0.2));
    }
    Files.writeString(run.resolve("metrics.jsonl"), metrics);
  }

  static void provenance(Path run, long seed, String... command) throws IOException {
    Files.writeString(
        run.resolve("provenance.json"),
        """
        {"toolkit": {"version": "0.1.0", "commit": "abc"}, "command": ["abs", "%s"], "seed": %d,
         "built-on": [{"kind": "weights", "file": "w.safetensors", "sha256": "00ff"}]}
        """
            .formatted(String.join("\", \"", command), seed));
  }
}
