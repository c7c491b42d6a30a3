package io.absnas.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParseResult;

/** Flags of the reference's searches against the keys that its sources and specs say they are. */
class SearchFlagsTest {
  private static final String DARTS = "search-darts-cifar10.yaml";
  private static final String PDARTS = "search-pdarts-cifar10.yaml";
  private static final String PDARTS_ABS = "search-pdarts-cifar10-abs.yaml";
  private static final String PROXYLESS = "search-proxyless-mobilenet-gpu-21-imagenet.yaml";
  private static final String SPOS = "search-spos-mobilenet-gpu-21-imagenet.yaml";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private List<String> overrides(ConfigSources sources, String flags) {
    List<String> typed = new ArrayList<>(List.of("search"));
    typed.addAll(Arrays.stream(flags.split(" ")).filter(word -> !word.isEmpty()).toList());
    PrintStream stream = new PrintStream(err, true, UTF_8);
    ParseResult parsed =
        new Main(stream, stream, Map.of())
            .commandLine()
            .parseArgs(Spelling.withHyphens(typed.toArray(String[]::new)));
    return SearchFlags.overrides(
        parsed.subcommand().commandSpec(), sources, null, new PrintStream(err, true, UTF_8));
  }

  private List<String> overrides(String config, String flags) {
    return overrides(ConfigSources.none().withFile(Path.of("..", "configs", config)), flags);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        DARTS + "|--data D|data.dir=D",
        DARTS + "|--batch_size 32|training.batch-size=32",
        DARTS + "|--learning_rate_min 0.002|training.learning-rate.floor=0.002",
        DARTS + "|--grad_clip 4|training.sgd.clip-norm=4",
        DARTS + "|--train_portion 0.7|training.share=0.7",
        DARTS + "|--arch_learning_rate 1e-4|alphas.learning-rate=1e-4",
        DARTS + "|--arch_weight_decay 0|alphas.weight-decay=0",
        DARTS + "|--layers 6|stages.cells=[6]",
        DARTS + "|--init_channels 8|stages.channels=[8]",
        DARTS + "|--cutout|data.augmentation.cutout=16",
        DARTS
            + "|--cutout --cutout_length 8|data.augmentation.cutout=16;data.augmentation.cutout=8",
        DARTS + "|--gpu 1|device=gpu:1",
        PDARTS + "|--tmp_data_dir D|data.dir=D",
        PDARTS + "|--grad_clip 4|training.sgd.clip-norm=4;alphas.clip-norm=4",
        PDARTS + "|--add_layers 6 --add_layers 12|stages.cells=[5, 11, 17]",
        PDARTS + "|--layers 3 --add_layers 1 --add_layers 4|stages.cells=[3, 4, 7]",
        PDARTS + "|--add_width 0 --add_width 4 --add_width 8|stages.channels=[16, 20, 24]",
        PDARTS + "|--init_channels 12|stages.channels=[12, 12, 12]",
        PDARTS
            + "|--dropout_rate 0 --dropout_rate 0.3 --dropout_rate 0.6|stages.dropout=[0, 0.3, 0.6]",
        PDARTS + "|--cifar100|data.source=cifar100;data.normalisation=;space.classes=100",
        // Its 12 added layers are out of reach of the flags.
        PDARTS_ABS + "|--layers 4|stages.cells=[16]",
        PDARTS_ABS + "|--add_layers 6 --add_layers 12|",
        PDARTS_ABS + "|--add_layers 6|",
        PDARTS_ABS + "|--add_width 4|",
        PDARTS_ABS + "|--layers 4 --add_layers 6|stages.cells=[16]",
        PDARTS_ABS + "|--dropout_rate 0.3|stages.dropout=[0.3]",
        PROXYLESS + "|--n_epochs 90 --warmup_epochs 3|training.epochs=90;training.warm-up-epochs=3",
        PROXYLESS + "|--test_batch_size 500|alphas.batch-size=500;evaluation.batch-size=500",
        PROXYLESS + "|--no_nesterov|training.sgd.nesterov=false",
        PROXYLESS + "|--no_decay_keys bn|training.sgd.decay=all-but-batch-norm",
        PROXYLESS + "|--model_init he_fin|training.initialisation=he-fan-in-zero-bias",
        PROXYLESS + "|--gpus 0,1|device=gpu:0,1",
        PROXYLESS + "|--manual_seed 3|seed=3",
        PROXYLESS + "|--arch_algo rl|alphas.method=reinforce",
        PROXYLESS + "|--arch_init_type uniform|alphas.start.kind=uniform",
        PROXYLESS + "|--arch_adam_beta1 0.5|alphas.betas=[0.5, 0.999]",
        PROXYLESS + "|--grad_binary_mode two|alphas.gradient.mode=two",
        PROXYLESS + "|--grad_reg_loss_type add#linear|alphas.gradient.term=add-linear",
        PROXYLESS + "|--rl_update_per_epoch|alphas.reinforce.at-epoch-end=true",
        PROXYLESS + "|--rl_baseline_decay_weight 0.9|alphas.reinforce.baseline-step=0.9",
        PROXYLESS + "|--bn_eps 1e-3 --dropout 0.0 --opt_type sgd|",
        PROXYLESS + "|--width_mult 1.0|",
        PROXYLESS + "|--width_mult 0.5|space.width=0.5",
        SPOS + "|--grad_clip 4|training.sgd.clip-value=4",
      })
  void flagsAreKeys(String config, String flags, String expected) {
    List<String> keys = expected == null ? List.of() : List.of(expected.split(";"));
    assertThat(overrides(config, flags)).isEqualTo(keys);
  }

  @Test
  void aTargetHasThePublishedAimUnlessTheConfigurationHasOne() {
    ConfigSources plain = ConfigSources.none().withOverrides(List.of("algo=proxyless"));
    assertThat(overrides(plain, "--target_hardware flops"))
        .containsExactly(
            "objective.target=flops", "objective.table=", "objective.reference=475000000");
    assertThat(overrides(plain, "--target_hardware flops --width_mult 0.35"))
        .contains("objective.reference=59000000", "space.width=0.35");
    ConfigSources own =
        ConfigSources.none()
            .withOverrides(List.of("algo=proxyless", "objective.reference=3000000"));
    assertThat(overrides(own, "--target_hardware flops")).contains("objective.reference=3000000");
    ConfigSources phone =
        ConfigSources.none().withOverrides(List.of("algo=proxyless", "objective.table=a.yaml"));
    assertThat(overrides(phone, "--target_hardware mobile"))
        .containsExactly("objective.target=latency", "objective.reference=80");
    // An aim of another target is no aim of this one.
    assertThat(
            overrides(
                ConfigSources.none()
                    .withFile(Path.of("..", "configs", PROXYLESS))
                    .withOverrides(List.of("objective.table=a.yaml")),
                "--target_hardware mobile"))
        .contains("objective.reference=80");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        PROXYLESS + "|--target_hardware cpu|is cpu, must be flops or mobile",
        PROXYLESS + "|--target_hardware mobile|mobile needs objective.table=FILE",
        PROXYLESS
            + "|--target_hardware flops --width_mult 0.6|no published aim for --width-mult 0.6",
        PROXYLESS + "|--bn_momentum 0.2|--bn-momentum is 0.2, must be 0.1",
        PROXYLESS + "|--init_div_groups|--init-div-groups is not available",
        PROXYLESS + "|--grad_binary_mode full_v3|must be one of full, full_v2, two",
        PROXYLESS + "|--layers 4|--layers is a flag of the reference's program for another search",
        DARTS + "|--tmp_data_dir D|--tmp-data-dir is a flag of",
        PDARTS
            + "|--dropout_rate 0.3|--dropout-rate is given 1 times, the configuration has 3 stages",
        PDARTS + "|--layers 8|--layers needs --add-layers",
        PDARTS + "|--add_layers 6 --add_layers x|--add-layers is 'x', must be a whole number",
      })
  void whatHasNoCounterpartIsRefusedInOneLine(String config, String flags, String message) {
    assertThatThrownBy(() -> overrides(config, flags))
        .isInstanceOfSatisfying(
            AbsException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining(message);
  }

  @Test
  void whatHasNoEffectIsSaidInOneLine() {
    assertThat(overrides(PDARTS_ABS, "--add_layers 6 --add_layers 12 --drop_path_prob 0.3"))
        .isEmpty();
    assertThat(err.toString(UTF_8).lines())
        .containsExactlyInAnyOrder(
            "abs: --drop-path-prob has no effect, as in the reference: a search drops no paths",
            "abs: --add-layers has no effect on the one stage of the configuration, as in the"
                + " reference");
  }

  @Test
  void whatIsAddedOnceToTheOneStageHasNoEffectEither() {
    assertThat(overrides(PDARTS_ABS, "--add_layers 6 --add_width 4")).isEmpty();
    assertThat(err.toString(UTF_8).lines())
        .containsExactlyInAnyOrder(
            "abs: --add-layers has no effect on the one stage of the configuration, as in the"
                + " reference",
            "abs: --add-width has no effect on the one stage of the configuration, as in the"
                + " reference");
  }
}
