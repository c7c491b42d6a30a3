package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Flags of the reference's programs that {@code abs shrink}, {@code abs search} and {@code abs
 * train} understand: most set a key of the configuration, some have no effect. The tables in
 * docs/differences.md are of these.
 */
enum ReferenceFlag {
  BATCH_SIZE("--batch-size", "training.batch-size"),
  LEARNING_RATE("--learning-rate", "training.learning-rate.start"),
  MIN_LR("--min-lr", "training.learning-rate.floor"),
  MOMENTUM("--momentum", "training.sgd.momentum"),
  WEIGHT_DECAY("--weight-decay", "training.sgd.weight-decay"),
  GRAD_CLIP("--grad-clip", "training.sgd.clip-value"),
  LABEL_SMOOTH("--label-smooth", "training.label-smoothing"),
  EPOCHS(
      "--epochs",
      "training.learning-rate.epochs",
      "sets the length of the learning-rate line, as in the reference; training.epochs and"
          + " training.later-epochs are those of the stages"),
  REPORT_FREQ("--report-freq", "log.every-steps"),
  TRAIN_DIR("--train-dir", "data.dir"),
  TEST_DIR(
      "--test-dir",
      "data.files.test-dir",
      "sets the images of data.held-out: test, for data.source: folder"),
  WORKERS("--workers", "data.threads"),
  LOCAL_RANK("--local-rank", null, "has no effect: one process drives all devices of --device"),
  GPU("--gpu", null, "has no effect, as in the reference; --device names the devices"),
  TOTAL_ITERS(
      "--total-iters", null, "has no effect, as in the reference; epochs and stop end a run"),
  GRAD_NORM("--grad-clip", "training.sgd.clip-norm"),
  LR_SCHEDULER("--lr-scheduler", "training.learning-rate.kind"),
  DROP_PATH_PROB("--drop-path-prob", "training.drop-path"),
  AUXILIARY_WEIGHT("--auxiliary-weight", "training.auxiliary-weight"),
  CUTOUT_LENGTH("--cutout-length", "data.augmentation.cutout"),
  DATA("--data", "data.dir"),
  TMP_DATA_DIR("--tmp-data-dir", "data.dir");

  /** Those of the programs for supernets. */
  static final Set<ReferenceFlag> OF_SUPERNETS = EnumSet.range(BATCH_SIZE, TOTAL_ITERS);

  private final String flag;
  private final @Nullable String key;
  private final @Nullable String note;

  ReferenceFlag(String flag, String key) {
    this(flag, key, null);
  }

  ReferenceFlag(String flag, @Nullable String key, @Nullable String note) {
    this.flag = requireNonNull(flag, "flag is null");
    this.key = key;
    this.note = note;
  }

  String flag() {
    return flag;
  }

  /** The key of the configuration that it sets; empty if it has no effect. */
  Optional<String> key() {
    return Optional.ofNullable(key);
  }

  /** What a user should know who gives it. */
  Optional<String> note() {
    return Optional.ofNullable(note);
  }

  /** Makes a command accept some of them, without a place in its help. */
  static void addTo(CommandSpec command, Set<ReferenceFlag> flags) {
    for (ReferenceFlag one : flags) {
      command.addOption(
          OptionSpec.builder(one.flag)
              .type(String.class)
              .paramLabel("VALUE")
              .hidden(true)
              .description(one.key().map(key -> "Sets " + key + ".").orElse("No effect."))
              .build());
    }
  }

  /** The overrides that a command line's flags amount to; notes go to {@code err}. */
  static List<String> overrides(CommandSpec command, Set<ReferenceFlag> flags, PrintStream err) {
    List<String> overrides = new ArrayList<>();
    for (ReferenceFlag one : flags) {
      @Nullable OptionSpec option = command.findOption(one.flag);
      @Nullable String value = option == null ? null : option.getValue();
      if (value != null) {
        one.note().ifPresent(note -> err.println("abs: " + one.flag + " " + note));
        one.key().ifPresent(key -> overrides.add(key + "=" + value));
      }
    }
    return List.copyOf(overrides);
  }
}
