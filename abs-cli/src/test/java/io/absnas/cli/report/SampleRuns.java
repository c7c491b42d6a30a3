package io.absnas.cli.report;

import io.absnas.core.run.StrictJson;
import io.absnas.shrink.ChildrenAccuracy;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.History;
import io.absnas.shrink.ScoreRecord;
import io.absnas.shrink.ShrinkResult;
import io.absnas.shrink.StageRecord;
import io.absnas.train.Score;
import io.absnas.train.TrainResult;
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
    Path other = folder.resolve("shrink-2");
    shrink(other, 6, 0.875);
    Path search = folder.resolve("search");
    search(search);
    Path cells = folder.resolve("cells");
    cells(cells);
    Path paths = folder.resolve("paths");
    paths(paths);
    List<Path> runs = new ArrayList<>(List.of(shrink, other, search, cells, paths));
    for (int seed = 0; seed < 3; seed++) {
      Path train = folder.resolve("train-s" + seed);
      train(train, seed, 900 + 10 * seed, 12);
      runs.add(train);
    }
    Path evaluation = folder.resolve("evaluation");
    evaluation(evaluation);
    runs.add(evaluation);
    return List.copyOf(runs);
  }

  /** A search that is not finished. */
  static void search(Path run) throws IOException {
    Files.createDirectories(run);
    provenance(run, 1, "search");
    metrics(run, 300);
    StringBuilder text =
        new StringBuilder(
            "index,generation,source,architecture,table-flops,multiply-adds,parameters,angle,"
                + "status,top-1,top-5,images,reason\n");
    for (int i = 0; i < 200; i++) {
      text.append(
          "%d,%d,%s,\"|a~0|+, %d\",%d,%d,%d,%s,done,%s,0.9,2000,%n"
              .formatted(
                  i,
                  i / 50,
                  i < 50 ? "random" : i % 2 == 0 ? "mutation" : "crossover",
                  i,
                  1_000_000 + 1000L * (i * 37 % 101),
                  1,
                  1,
                  0.5 + 0.001 * (i * 29 % 97),
                  0.6 + 0.002 * (i * 53 % 89)));
    }
    Files.writeString(run.resolve("evaluations.csv"), text);
  }

  /** A search of cells that is not finished. */
  static void cells(Path run) throws IOException {
    Files.createDirectories(run);
    provenance(run, 1, "search");
    metrics(run, 300);
    Files.writeString(
        run.resolve("genotypes.csv"),
        """
        stage,epoch,skip-connects,genotype
        0,1,1,"Genotype(normal=[('sep_conv_5x5', 0), ('dil_conv_3x3', 1), ('skip_connect', 1), \
        ('dil_conv_5x5', 2), ('avg_pool_3x3', 0), ('dil_conv_5x5', 2), ('sep_conv_3x3', 2), \
        ('sep_conv_5x5', 4)], normal_concat=range(2, 6), reduce=[('sep_conv_5x5', 0), \
        ('sep_conv_3x3', 1), ('dil_conv_5x5', 0), ('skip_connect', 1), ('dil_conv_3x3', 0), \
        ('dil_conv_5x5', 1), ('dil_conv_5x5', 3), ('avg_pool_3x3', 4)], reduce_concat=range(2, 6))"
        """);
    StringBuilder text = new StringBuilder("stage,epoch,cell,edge,op,alpha,weight\n");
    for (int epoch = 0; epoch < 2; epoch++) {
      for (String cell : List.of("normal", "reduce")) {
        for (String edge : List.of("2<-0", "2<-1")) {
          text.append("0,%d,%s,%s,none,0.1,0.%d%n".formatted(epoch, cell, edge, 3 + epoch));
          text.append("0,%d,%s,%s,sep_conv_3x3,0.1,0.%d%n".formatted(epoch, cell, edge, 7 - epoch));
        }
      }
    }
    Files.writeString(run.resolve("alphas.csv"), text);
  }

  /** A search of paths that is not finished. */
  static void paths(Path run) throws IOException {
    Files.createDirectories(run);
    provenance(run, 1, "search");
    metrics(run, 300);
    Files.writeString(
        run.resolve("alphas.csv"),
        """
        epoch,layer,op,alpha,probability
        0,0,mobilenet_3x3_ratio_3,0.1,0.5
        0,0,mobilenet_5x5_ratio_3,0.1,0.5
        1,0,mobilenet_3x3_ratio_3,0.1,0.25
        1,0,mobilenet_5x5_ratio_3,0.1,0.75
        1,1,mobilenet_3x3_ratio_3,0.1,0.875
        1,1,identity,0.1,0.125
        """);
  }

  /** A finished training with so many hits of 1,000 images. */
  static void train(Path run, long seed, long hits, int epochs) throws IOException {
    Files.createDirectories(run);
    provenance(run, seed, "train");
    metrics(run, 300);
    Files.writeString(
        run.resolve("config.yaml"),
        "seed: %d\ndevice: cpu\ntraining:\n  epochs: %d\n".formatted(seed, epochs));
    Score score = new Score(100, 1000, hits, 1000, "weights-" + seed);
    StrictJson.write(
        run.resolve("result.json"),
        new TrainResult(
            TrainResult.FORMAT,
            TrainResult.KIND,
            "nasbench201",
            "|a~0|",
            1,
            2_000_000,
            3_000,
            epochs,
            100,
            "test",
            score,
            score,
            Optional.empty(),
            false,
            "config",
            List.of(),
            "data",
            "held-out",
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }

  /** An evaluation without its result. */
  static void evaluation(Path run) throws IOException {
    Files.createDirectories(run);
    provenance(run, 0, "train");
    Files.writeString(
        run.resolve("per-class.csv"),
        "class,images,top-1-hits,top-5-hits,top-1,top-5\n0,10,9,10,0.9,1.0\n1,10,8,10,0.8,1.0\n");
    Files.writeString(run.resolve("confusion.csv"), "label,0,1\n0,9,1\n1,2,8\n");
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
