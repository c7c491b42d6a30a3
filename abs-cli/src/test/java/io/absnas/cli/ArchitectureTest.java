package io.absnas.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.core.domain.properties.HasParameterTypes.Predicates.rawParameterTypes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house's walls: which package may know which; docs/architecture.md says why. */
@AnalyzeClasses(
    packages = "io.absnas",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJar.class})
class ArchitectureTest {
  /** The core's test helpers come as a jar of their own. */
  static final class NoTestJar implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("/test-classes/");
    }
  }

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.absnas.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule runKnowsNoOtherPackage =
      noClasses()
          .that()
          .resideInAPackage("..core.run..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.absnas..").and(not(resideInAPackage("..core.run.."))))
          .allowEmptyShould(true);

  @ArchTest static final ArchRule jobsKnowOnlyRun = coreDependsOnlyOn("jobs", "run");

  @ArchTest static final ArchRule picklesKnowNothing = coreDependsOnlyOn("pickle");

  @ArchTest
  static final ArchRule weightsKnowOnlyPicklesAndRun =
      coreDependsOnlyOn("weights", "pickle", "run");

  @ArchTest
  static final ArchRule spaceKnowsOnlyPicklesAndRun = coreDependsOnlyOn("space", "pickle", "run");

  @ArchTest static final ArchRule ranksKnowOnlyRun = coreDependsOnlyOn("rank", "run");

  @ArchTest static final ArchRule estimatesKnowOnlyRun = coreDependsOnlyOn("estimate", "run");

  @ArchTest static final ArchRule imagesKnowOnlyRun = coreDependsOnlyOn("image", "run");

  @ArchTest
  static final ArchRule dataKnowsOnlyImagesAndRun = coreDependsOnlyOn("data", "image", "run");

  @ArchTest
  static final ArchRule flopsKnowsOnlySpaceAndRun = coreDependsOnlyOn("flops", "space", "run");

  @ArchTest
  static final ArchRule angleKnowsOnlySpaceWeightsAndRun =
      coreDependsOnlyOn("angle", "space", "weights", "run");

  @ArchTest
  static final ArchRule tensorKnowsOnlyWeightsAndRun =
      coreDependsOnlyOn("tensor", "weights", "run");

  @ArchTest
  static final ArchRule networksKnowTensorsAndSpaces =
      coreDependsOnlyOn("nn", "tensor", "space", "weights", "run");

  @ArchTest
  static final ArchRule trainingKnowsNetworksAndData =
      coreDependsOnlyOn("train", "nn", "tensor", "space", "weights", "data", "run");

  @ArchTest
  static final ArchRule coreKnowsNoOtherModule =
      noClasses()
          .that()
          .resideInAPackage("io.absnas.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.absnas.shrink..", "io.absnas.search..", "io.absnas.train..", "io.absnas.cli..");

  @ArchTest
  static final ArchRule middleModulesDoNotKnowEachOther =
      slices()
          .matching("io.absnas.(shrink|search|train)..")
          .should()
          .notDependOnEachOther()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheTensorPackageKnowsTheEngine =
      noClasses()
          .that()
          .resideOutsideOfPackages("..core.tensor..", "ai.djl..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.pytorch..");

  /** Each of these ends the process on a bfloat16 array, which DJL does not know. */
  @ArchTest
  static final ArchRule onlyTheTensorPackageMakesArraysLikeOthers =
      noClasses()
          .that()
          .resideInAPackage("io.absnas..")
          .and()
          .resideOutsideOfPackage("..core.tensor..")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(NDArray.class)))
                  .and(
                      target(
                          nameMatching(
                              "onesLike|zerosLike|like|create|toType|toDevice|duplicate"
                                  + "|softmax|logSoftmax|to[A-Z][a-z]+Array|toByteBuffer"))));

  /**
   * DJL leaves values in Java's memory, and numbers in arithmetic too, where gradients read them:
   * see {@code HostCopies}.
   */
  @ArchTest
  static final ArchRule onlyTheTensorPackageBringsValuesToTheEngine =
      noClasses()
          .that()
          .resideInAPackage("io.absnas..")
          .and()
          .resideOutsideOfPackage("..core.tensor..")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(NDManager.class))).and(target(nameMatching("create"))))
          .orShould()
          .callMethodWhere(
              target(owner(assignableTo(NDArray.class)))
                  .and(target(nameMatching("r?(mul|div|pow|mod)i?")))
                  .and(target(rawParameterTypes(Number.class))));

  @ArchTest
  static final ArchRule spacesFlopsAnglesAndDataNeedNoEngine =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..core.run..",
              "..core.jobs..",
              "..core.pickle..",
              "..core.rank..",
              "..core.estimate..",
              "..core.weights..",
              "..core.space..",
              "..core.flops..",
              "..core.angle..",
              "..core.image..",
              "..core.data..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule onlyImagesKnowTheirDecoders =
      noClasses()
          .that()
          .resideOutsideOfPackage("..core.image..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.awt..", "javax.imageio..");

  @ArchTest
  static final ArchRule nativeCodeBesideTheEngineHasOneClassForEachLibrary =
      noClasses()
          .that()
          .haveNameNotMatching(
              "io\\.absnas\\.core\\.(image\\.TurboJpeg|tensor\\.(CudaDriver|CudnnSettings))(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.sun.jna..");

  @ArchTest
  static final ArchRule onlyRemoteSearchKnowsTheBrokersClient =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.absnas.search.remote..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.rabbitmq..");

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsPicocliAndLogback =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.absnas.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "ch.qos.logback..");

  @ArchTest
  static final ArchRule onlyTheCommandLinePrints =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.absnas.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule randomnessComesFromNamedStreams =
      noClasses()
          .that()
          .resideOutsideOfPackage("..core.run..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(
              java.util.Random.class,
              java.util.SplittableRandom.class,
              java.security.SecureRandom.class,
              java.util.concurrent.ThreadLocalRandom.class)
          .orShould()
          .callMethod(Math.class, "random");

  @ArchTest
  static final ArchRule packagesAreNullMarked =
      classes()
          .that()
          .haveSimpleName("package-info")
          .should()
          .beAnnotatedWith(org.jspecify.annotations.NullMarked.class)
          .allowEmptyShould(true);

  private static ArchRule coreDependsOnlyOn(String name, String... allowed) {
    String[] packages = new String[allowed.length + 1];
    packages[0] = "io.absnas.core." + name + "..";
    for (int i = 0; i < allowed.length; i++) {
      packages[i + 1] = "io.absnas.core." + allowed[i] + "..";
    }
    return noClasses()
        .that()
        .resideInAPackage(packages[0])
        .should()
        .dependOnClassesThat(resideInAPackage("io.absnas..").and(not(resideInAnyPackage(packages))))
        .allowEmptyShould(true);
  }
}
