package io.absnas.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.absnas.core.data.DataConfig;
import io.absnas.core.data.DataKind;
import io.absnas.core.data.Draw;
import io.absnas.core.data.HeldOutPart;
import io.absnas.core.data.PhotoStyle;
import io.absnas.core.flops.FlopsWindow;
import io.absnas.core.nn.Initialisation;
import io.absnas.core.run.ConfigSources;
import io.absnas.core.run.ResolvedConfig;
import io.absnas.core.space.SearchSpace;
import io.absnas.core.space.SpaceCatalog;
import io.absnas.core.tensor.MixedPrecision;
import io.absnas.core.train.LrConfig;
import io.absnas.core.train.LrSchedule;
import io.absnas.core.train.PathKind;
import io.absnas.core.train.Sampling;
import io.absnas.core.train.SgdConfig;
import io.absnas.core.train.TrainingConfig;
import io.absnas.core.train.ZeroGradientRule;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The shipped recipes hold the settings of the published shrinking runs. The numbers are those of
 * the published programs' constants, flags and image counts, written down here anew.
 */
class PublishedRecipesTest {
  private static final String GPU = "mobilenet-gpu-21";
  private static final String CPU = "mobilenet-cpu-19";

  private static ResolvedConfig<ShrinkConfig> recipe(String space, String... overrides) {
    Path file = Path.of("..", "configs", "shrink-" + space + "-imagenet.yaml");
    return ShrinkConfig.resolve(
        ConfigSources.none().withFile(file).withOverrides(List.of(overrides)));
  }

  private static ShrinkPlan plan(String space, String... overrides) {
    List<String> all = new ArrayList<>(List.of("data.dir=/no/such/folder"));
    all.addAll(List.of(overrides));
    return new ShrinkRun(recipe(space, all.toArray(String[]::new)), List.of()).plan();
  }

  @ParameterizedTest
  @ValueSource(strings = {GPU, CPU})
  void bothTrainAlike(String space) {
    ShrinkConfig recipe = recipe(space).value();
    assertThat(recipe.seed()).isEqualTo(5);
    TrainingConfig training = recipe.training();
    assertThat(training.batchSize()).isEqualTo(512);
    assertThat(training.epochs()).isEqualTo(100);
    assertThat(training.laterEpochs()).contains(5);
    assertThat(training.learningRate().kind()).isEqualTo(LrConfig.Kind.LINEAR);
    assertThat(training.learningRate().start()).isEqualTo(0.25);
    assertThat(training.learningRate().floor()).contains(5e-4);
    assertThat(training.sgd())
        .isEqualTo(
            new SgdConfig(
                0.9,
                false,
                4e-5,
                SgdConfig.Decay.ALL_BUT_BATCH_NORM,
                Optional.of(5.0),
                Optional.empty(),
                ZeroGradientRule.SKIP_ZERO_GRADIENT));
    assertThat(training.labelSmoothing()).isEqualTo(0.1);
    assertThat(training.paths()).isEqualTo(PathKind.UNIFORM);
    assertThat(training.sampling()).isEqualTo(Sampling.REFERENCE);
    assertThat(training.amp()).isEqualTo(MixedPrecision.OFF);
    assertThat(recipe.scoring().childrenPerOp()).isEqualTo(1000);
    assertThat(recipe.scoring().attempts()).isEqualTo(100);
    assertThat(recipe.scoring().sampling()).isEqualTo(ChildSampling.REFERENCE);
    assertThat(recipe.refresh().orElseThrow().afterDrops()).isEqualTo(50);
    assertThat(recipe.stop()).isEqualTo(new StopRule(BigInteger.valueOf(1_000_000), 0));
    assertThat(recipe.evaluation().children()).isZero();
    assertThat(recipe.log().everySteps()).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(strings = {GPU, CPU})
  void bothReadImageNetAsPublished(String space) {
    DataConfig data = recipe(space).value().data();
    assertThat(data.source()).isEqualTo(DataKind.FOLDER);
    assertThat(data.heldOut()).isEqualTo(HeldOutPart.VALIDATION);
    // 1,281,167 training images less 50 of each of 1000 classes
    assertThat(data.images()).contains(1_281_167 - 50 * 1000);
    assertThat(data.validImages()).isEmpty();
    assertThat(data.splitSeed()).isZero();
    assertThat(data.side()).isEqualTo(224);
    assertThat(data.effectiveFiles().style()).isEqualTo(PhotoStyle.REFERENCE);
    assertThat(data.effectiveFiles().resizeFor(224)).isEqualTo(256);
    assertThat(data.draw()).isEqualTo(Draw.WITH_REPLACEMENT);
  }

  @Test
  void theSpacesDifferAsPublished() {
    ShrinkConfig gpu = recipe(GPU).value();
    assertThat(gpu.space().resolve().size()).isEqualTo(new BigInteger("221502229807900608"));
    assertThat(gpu.training().learningRate().epochs()).contains(250);
    assertThat(gpu.training().initialisation()).isEqualTo(Initialisation.HE_FAN_OUT);
    assertThat(gpu.scoring().window()).contains(FlopsWindow.of(0L, 600_000_000L));
    assertThat(gpu.drop().dropRule(gpu.space().resolve())).isEqualTo(new DropRule.LowestOverall(7));

    ShrinkConfig cpu = recipe(CPU).value();
    assertThat(cpu.space().resolve().size()).isEqualTo(new BigInteger("609359740010496"));
    assertThat(cpu.training().learningRate().epochs()).contains(200);
    assertThat(cpu.training().initialisation()).isEqualTo(Initialisation.FRAMEWORK_DEFAULT);
    assertThat(cpu.scoring().window()).contains(FlopsWindow.of(0L, 330_000_000L));
    assertThat(cpu.drop().dropRule(cpu.space().resolve()))
        .isEqualTo(new DropRule.LowestPerChoice(19));
  }

  @Test
  void theBaseIsRefreshedAfterTheStagesThatWerePublished() {
    ShrinkConfig gpu = recipe(GPU).value();
    assertThat(gpu.refresh().orElseThrow().due(6, 7, false)).isFalse();
    assertThat(gpu.refresh().orElseThrow().due(7, 7, false)).isTrue();
    ShrinkConfig cpu = recipe(CPU).value();
    assertThat(cpu.refresh().orElseThrow().due(1, 19, false)).isFalse();
    assertThat(cpu.refresh().orElseThrow().due(2, 19, false)).isTrue();
  }

  @Test
  void planOfTheTwentyOneLayerSpaceHasThePublishedCounts() {
    ShrinkPlan plan = plan(GPU);
    assertThat(plan.edgeOps()).isEqualTo(141);
    assertThat(plan.leastFlops()).isEqualTo(184_206_200);
    assertThat(plan.mostFlops()).isEqualTo(1_038_400_856);
    assertThat(plan.supernetParameters()).isEqualTo(27_684_320);
    assertThat(plan.images().training()).isEqualTo(1_231_167);
    assertThat(plan.images().heldOut()).isEqualTo(50_000);
    assertThat(plan.images().assumed()).isTrue();
    assertThat(plan.stepsPerEpoch()).isEqualTo(2404);
    assertThat(plan.mostStages()).isEqualTo(15);
    assertThat(plan.mostEpochs()).isEqualTo(170);
    assertThat(plan.mostSteps()).isEqualTo(170 * 2404);
    assertThat(plan.stageEnds().get(0).steps()).isEqualTo(240_400);
    // published milestones of the rate: after 100 and after 170 epochs
    assertThat(plan.stageEnds().get(0).rate()).isCloseTo(0.1502, within(5e-6));
    assertThat(plan.stageEnds().get(14).epochs()).isEqualTo(170);
    assertThat(plan.stageEnds().get(14).rate()).isCloseTo(0.08034, within(5e-6));
    // an epoch of 2,404 steps, one checkpoint each; the last of a stage is the stage's own
    assertThat(plan.checkpoints()).isEqualTo(170);
  }

  @Test
  void anotherBatchSizeMayKeepThePublishedStepsOfAnEpoch() {
    ShrinkPlan plan = plan(GPU, "training.batch-size=128", "data.steps-per-epoch=2404");
    assertThat(plan.mostSteps()).isEqualTo(170 * 2404);
    assertThat(plan.stageEnds().get(14).rate()).isCloseTo(0.08034, within(5e-6));
    assertThat(plan(GPU, "training.batch-size=128").stepsPerEpoch()).isEqualTo(1_231_167 / 128);
    assertThatThrownBy(() -> recipe(GPU, "data.steps-per-epoch=0"))
        .hasMessageContaining("data.steps-per-epoch is 0, allowed 1 to 2147483647");
  }

  @Test
  void planOfTheNineteenLayerSpaceHasThePublishedCounts() {
    ShrinkPlan plan = plan(CPU);
    assertThat(plan.edgeOps()).isEqualTo(114);
    assertThat(plan.leastFlops()).isEqualTo(261_253_912);
    assertThat(plan.mostFlops()).isEqualTo(571_529_752);
    assertThat(plan.supernetParameters()).isEqualTo(15_992_600);
    assertThat(plan.stepsPerEpoch()).isEqualTo(2404);
    assertThat(plan.mostStages()).isEqualTo(4);
    assertThat(plan.mostEpochs()).isEqualTo(115);
    assertThat(plan.stageEnds().get(0).rate()).isCloseTo(0.12525, within(5e-6));
    assertThat(plan.stageEnds().get(3).rate()).isCloseTo(0.10654, within(5e-6));
  }

  @Test
  void theSupernetOfDartsGrowsAndIsShrunkAsPublished() {
    ShrinkConfig recipe = recipe("darts").value();
    SearchSpace space = recipe.space().resolve();
    assertThat(space).isEqualTo(SpaceCatalog.find("darts"));
    assertThat(recipe.seed()).isEqualTo(5);
    assertThat(recipe.growth()).contains(new GrowthConfig(5, Initialisation.HE_FAN_OUT));
    TrainingConfig training = recipe.training();
    assertThat(training.batchSize()).isEqualTo(512);
    assertThat(training.epochs()).isEqualTo(150);
    assertThat(training.laterEpochs()).contains(20);
    assertThat(training.initialisation()).isEqualTo(Initialisation.HE_UNIFORM);
    assertThat(training.labelSmoothing()).isEqualTo(0.1);
    assertThat(training.sampling()).isEqualTo(Sampling.REFERENCE);
    assertThat(training.sgd())
        .isEqualTo(
            new SgdConfig(
                0.9,
                false,
                4e-5,
                SgdConfig.Decay.CONVOLUTIONS,
                Optional.of(5.0),
                Optional.empty(),
                ZeroGradientRule.SKIP_ZERO_GRADIENT));
    assertThat(recipe.drop().dropRule(space)).isEqualTo(new DropRule.LowestPerChoice(14));
    assertThat(recipe.refresh()).contains(BaseRefresh.NEVER);
    assertThat(recipe.stop()).isEqualTo(new StopRule(BigInteger.valueOf(1_000_000), 8));
    assertThat(recipe.scoring().childrenPerOp()).isEqualTo(1000);
    assertThat(recipe.scoring().sampling()).isEqualTo(ChildSampling.REFERENCE);

    ShrinkPlan plan = plan("darts");
    assertThat(plan.stepsPerEpoch()).isEqualTo(2404);
    assertThat(plan.growthSteps()).isEqualTo(11 * 12_020);
    assertThat(plan.mostStages()).isEqualTo(6);
    assertThat(plan.mostEpochs()).isEqualTo(305);
    assertThat(plan.supernetParameters()).isEqualTo(25_624_288);
    // 0.1252 after the first 150 epochs, 0.0753 after 250
    assertThat(plan.stageEnds().get(0).rate()).isCloseTo(0.1252, within(5e-5));
    assertThat(plan.stageEnds().get(5).rate()).isCloseTo(0.0753, within(5e-5));
    LrSchedule schedule = recipe.recipe(space, 2404).schedule();
    for (int depth = 1; depth <= 11; depth++) {
      assertThat(schedule.rate(12_020L * depth)).isCloseTo(5e-4, within(1e-9));
      assertThat(schedule.rate(12_020L * depth + 1)).isGreaterThan(0.199);
    }
  }

  @Test
  void theSupernetOfNasBench201IsAsPublishedButForItsLength() {
    Path file = Path.of("..", "configs", "shrink-nasbench201-fashion-mnist.yaml");
    ResolvedConfig<ShrinkConfig> resolved =
        ShrinkConfig.resolve(
            ConfigSources.none().withFile(file).withOverrides(List.of("data.dir=/no/such/folder")));
    TrainingConfig training = resolved.value().training();
    assertThat(training.batchSize()).isEqualTo(64);
    assertThat(training.labelSmoothing()).isZero();
    assertThat(training.sgd().nesterov()).isTrue();
    assertThat(training.sgd().weightDecay()).isEqualTo(5e-4);
    ShrinkPlan plan = new ShrinkRun(resolved, List.of()).plan();
    assertThat(plan.size()).isEqualTo(15_625);
    // The 30 architecture parameters included.
    assertThat(plan.supernetParameters()).isEqualTo(1_686_136);
    // 55,000 images in batches of 64, the last one of 24.
    assertThat(plan.stepsPerEpoch()).isEqualTo(860);
    assertThat(plan.mostSteps()).isEqualTo(8600);
    assertThat(plan.stageEnds()).hasSize(1);
    assertThat(plan.stageEnds().get(0).rate())
        .isCloseTo(0.001 + 0.024 * (1 + Math.cos(Math.PI * 9 / 10)) / 2, within(1e-12));
  }
}
