package io.absnas.cli.report;

import io.absnas.core.rank.Interval;
import io.absnas.core.run.BuildInfo;
import io.absnas.core.run.RuntimeInfo;
import io.absnas.core.run.StrictJson;
import io.absnas.search.latency.LatencyTable;
import io.absnas.shrink.DropRecord;
import io.absnas.shrink.nb201.BenchmarkData;
import io.absnas.shrink.nb201.DropOutcome;
import io.absnas.shrink.nb201.DropReport;
import io.absnas.shrink.nb201.VariantReport;
import io.absnas.shrink.nb201.VariantStudy;
import io.absnas.train.TableResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small runs that look at whole spaces and devices, with values that are known. */
final class SampleTables {
  static final String BEST =
      "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|";

  private SampleTables() {}

  /** Runs of all these kinds below a folder. */
  static List<Path> all(Path folder) throws IOException {
    Path table = folder.resolve("table");
    table(table);
    Path drops = folder.resolve("drops");
    drops(drops);
    Path variants = folder.resolve("variants");
    variants(variants);
    Path latencies = folder.resolve("latencies.json");
    latencies(latencies);
    return List.of(table, drops, variants, latencies);
  }

  /**
   * A hundred architectures with two seeds: the first has BEST's text and 90 and 92 %, number i has
   * 80 - i / 2 and as much again, or a point more where i is odd.
   */
  static void table(Path run) throws IOException {
    Files.createDirectories(run);
    SampleRuns.provenance(run, 0, "tabulate");
    StringBuilder text =
        new StringBuilder("architecture,seed,multiply-adds,parameters,images,top-1-hits,top-1\n");
    for (int seed = 0; seed < 2; seed++) {
      text.append(
          "%s,%d,5000000,2000,1000,%d,0.9%d\n".formatted(BEST, seed, 900 + 20 * seed, 2 * seed));
      for (int i = 1; i < 100; i++) {
        int hits = 800 - 5 * i + (i % 2) * 10 * seed;
        text.append(
            "|op_%d~0|,%d,%d,%d,1000,%d,0.%03d\n"
                .formatted(i, seed, 1_000_000 + 10_000 * (i * 37 % 101), 1000 + i, hits, hits));
      }
    }
    Files.writeString(run.resolve("table.csv"), text);
    StrictJson.write(
        run.resolve("result.json"),
        new TableResult(
            TableResult.FORMAT,
            TableResult.KIND,
            "nasbench201@tiny",
            100,
            List.of(0L, 1L),
            BEST,
            0.91,
            0.55,
            "table-hash",
            "config-hash",
            List.of()));
  }

  /** Drops by a score with two supernets and by one without. */
  static void drops(Path run) throws IOException {
    Files.createDirectories(run);
    SampleRuns.provenance(run, 0, "nb201", "drop");
    StrictJson.write(
        run.resolve("result.json"),
        new DropReport(
            DropReport.FORMAT,
            DropReport.KIND,
            "nasbench201.csv.gz",
            "table-hash",
            3,
            outcome("nothing dropped", "", 87, 0),
            List.of(
                outcome("angle", "nb201-s0", 93, 3),
                outcome("angle", "nb201-s1", 92, 3),
                outcome("random", "", 85, 3))));
  }

  private static DropOutcome outcome(String metric, String supernet, double mean, int drops) {
    List<DropRecord> dropped = new ArrayList<>();
    for (int edge = 0; edge < drops; edge++) {
      dropped.add(new DropRecord(edge, SampleRuns.EDGES.get(edge), "none"));
    }
    Map<String, Double> means = new LinkedHashMap<>();
    Map<String, Double> best = new LinkedHashMap<>();
    int less = 0;
    for (BenchmarkData data : BenchmarkData.values()) {
      means.put(data.column(), mean - less);
      best.put(data.column(), 94.0 - less);
      less += 20;
    }
    return new DropOutcome(
        metric,
        supernet,
        supernet.isEmpty() ? 0 : 10,
        List.of(1, 2, 3, 5),
        dropped,
        15625 - drops,
        means,
        best);
  }

  /** Four variants, of which the second is chosen and is below the formula. */
  static void variants(Path run) throws IOException {
    Files.createDirectories(run);
    SampleRuns.provenance(run, 0, "nb201", "variants");
    List<VariantStudy.Found> found = new ArrayList<>();
    found.add(found("angle", 0.56));
    found.add(found("cosine <of> layers", 0.61));
    found.add(found("l2", 0.4));
    found.add(found("no-stem", 0.5));
    found.add(found("weight-free-angle", 0.69));
    found.add(found("weight-free-disconnected-last", 0.7));
    List<VariantStudy.Difference> differences = new ArrayList<>();
    for (BenchmarkData data : BenchmarkData.values()) {
      differences.add(
          new VariantStudy.Difference(
              data, "angle", 0.05, Optional.of(new Interval(0.031, 0.069))));
      differences.add(
          new VariantStudy.Difference(
              data, "weight-free-angle", -0.08, Optional.of(new Interval(-0.091, -0.072))));
    }
    StrictJson.write(
        run.resolve("result.json"),
        new VariantReport(
            VariantReport.FORMAT,
            VariantReport.KIND,
            "nasbench201.csv.gz",
            "table-hash",
            List.of("nb201-s0", "nb201-s1"),
            0,
            new VariantStudy.Result("cosine <of> layers", 4, found, differences)));
  }

  private static VariantStudy.Found found(String name, double tau) {
    Map<BenchmarkData, Double> reporting = new LinkedHashMap<>();
    double less = 0.01;
    for (BenchmarkData data : BenchmarkData.values()) {
      reporting.put(data, tau - less);
      less += 0.02;
    }
    return new VariantStudy.Found(name, tau, reporting);
  }

  /** Three choices of two ops, and twenty networks a tenth slower than predicted. */
  static void latencies(Path file) throws IOException {
    List<Map<String, Double>> choices = new ArrayList<>();
    for (int choice = 0; choice < 3; choice++) {
      Map<String, Double> ops = new LinkedHashMap<>();
      ops.put("mobilenet_3x3_ratio_3", 1.0 + choice);
      ops.put("mobilenet_5x5_ratio_3", 1.5 + choice);
      ops.put("mobilenet_7x7_ratio_3", 12.25 + choice);
      choices.add(ops);
    }
    List<LatencyTable.Network> networks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      networks.add(new LatencyTable.Network("0 1 " + i, 30 + i, 33 + 1.1 * i));
    }
    StrictJson.write(
        file,
        new LatencyTable(
            LatencyTable.FORMAT,
            LatencyTable.KIND,
            "mobilenet-gpu-21@tiny",
            "cpu",
            1,
            1,
            10,
            50,
            2.5,
            choices,
            Optional.of(LatencyTable.Check.of(networks)),
            new BuildInfo("0.1.0", Optional.of("abcdef")),
            RuntimeInfo.of(Optional.empty(), "cpu", 1, Instant.EPOCH)));
  }
}
