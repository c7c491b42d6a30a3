package io.absnas.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictYamlTest {
  @TempDir Path directory;

  enum OnBroken {
    SKIP,
    FAIL_FAST
  }

  record Train(int epochs, double learningRate, Optional<Double> clipValue) {
    Train {
      if (epochs < 1) {
        throw new IllegalArgumentException("epochs must be positive, was " + epochs);
      }
      if (!(learningRate > 0)) {
        throw new IllegalArgumentException("learningRate must be positive, was " + learningRate);
      }
    }
  }

  record Flops(Optional<Long> min, long max) {}

  record Config(
      String name,
      OnBroken onBroken,
      Train train,
      Flops flops,
      List<Integer> layers,
      Optional<Map<String, Double>> weights,
      @Nullable String note) {}

  @Test
  void laterLayersWinAndMapsMerge() throws IOException {
    write("base.yaml", "train:\n  epochs: 3\n  clip-value: 5\nlayers: [1, 2, 3]\nname: base\n");
    Path file = write("x.yaml", "base: base.yaml\ntrain:\n  epochs: 4\nname: file\n");
    Config config =
        StrictYaml.resolve(
                sources(file)
                    .withEnvironment(Map.of("ABS_OVERRIDES", " train.epochs=5  flops.min=7 "))
                    .withOverrides(
                        List.of("train.epochs=6", "name=a=b c", "weights={b: 1, a: 2.5}")),
                Config.class)
            .value();
    assertThat(config)
        .isEqualTo(
            new Config(
                "a=b c",
                OnBroken.SKIP,
                new Train(6, 0.1, Optional.of(5.0)),
                new Flops(Optional.of(7L), 600000000),
                List.of(1, 2, 3),
                Optional.of(Map.of("a", 2.5, "b", 1.0)),
                null));
  }

  @Test
  void canonicalTextDependsOnTheValuesOnly() throws IOException {
    ResolvedConfig<Config> fromFile =
        resolve("name: a\ntrain: {learning-rate: 1e-3}\non-broken: Fail-Fast\nlayers: []\n");
    ResolvedConfig<Config> fromJson =
        StrictYaml.resolve(
            sources(
                    write(
                        "x.json",
                        "{\"layers\": [], \"on-broken\": \"fail-fast\", \"name\": \"a\"}"))
                .withOverrides(List.of("train.learning-rate=.001")),
            Config.class);
    assertThat(fromFile.yaml())
        .isEqualTo(
            """
            name: a
            on-broken: fail-fast
            train:
              epochs: 2
              learning-rate: 0.001
            flops:
              max: 600000000
            layers: []
            """);
    assertThat(fromJson.yaml()).isEqualTo(fromFile.yaml());
    assertThat(fromJson.sha256())
        .isEqualTo(fromFile.sha256())
        .isEqualTo(Sha256.of(fromFile.yaml()));
  }

  @Test
  void canonicalTextReadsBackAsTheSameValue() throws IOException {
    Config config =
        new Config(
            "no: \"1\" #x",
            OnBroken.FAIL_FAST,
            new Train(1, 1e-30, Optional.empty()),
            new Flops(Optional.empty(), Long.MAX_VALUE),
            List.of(-1),
            Optional.of(Map.of("1.0", 1e300, "true", 0.1)),
            "true");
    String text = StrictYaml.write(config);
    assertThat(StrictYaml.read(text, "text", Config.class, ExitCode.INPUT)).isEqualTo(config);
    assertThat(StrictYaml.write(StrictYaml.read(text, "text", Config.class, ExitCode.INPUT)))
        .isEqualTo(text);
  }

  @Test
  void nothingAfterTheColonMeansAbsent() throws IOException {
    Config config = resolve("weights:\nnote: ~\nname: \"\"\ntrain:\n  clip-value: null\n").value();
    assertThat(config.weights()).isEmpty();
    assertThat(config.note()).isNull();
    assertThat(config.name()).isEmpty();
    assertThat(config.train().clipValue()).isEmpty();
  }

  @Test
  void wordsAreTextUnlessTrueOrFalse() throws IOException {
    assertThat(resolve("name: off\nnote: 0x1f\n").value().name()).isEqualTo("off");
  }

  @Test
  void aDefaultThatWasClearedStaysSoInTheText() throws IOException {
    Path file = write("x.yaml", "train: {clip-value: }\nweights:\n");
    ConfigSources none =
        ConfigSources.none().withDefaults(StrictYamlTest.class, "strict-yaml-with-optional.yaml");
    ResolvedConfig<Config> cleared = StrictYaml.resolve(none.withFile(file), Config.class);
    assertThat(cleared.value().train().clipValue()).isEmpty();
    assertThat(cleared.value().weights()).isEmpty();
    assertThat(StrictYaml.resolve(none, Config.class).value().train().clipValue()).contains(5.0);

    Path written = write("written.yaml", cleared.yaml());
    ResolvedConfig<Config> again = StrictYaml.resolve(none.withFile(written), Config.class);
    assertThat(again.value()).isEqualTo(cleared.value());
    assertThat(again.yaml()).isEqualTo(cleared.yaml());
    assertThat(again.sha256())
        .isEqualTo(cleared.sha256())
        .isNotEqualTo(StrictYaml.resolve(none, Config.class).sha256());
  }

  @Test
  void knowsWhereEachKeyWasWritten() throws IOException {
    ResolvedConfig<Config> config =
        StrictYaml.resolve(
            sources(write("x.yaml", "# comment\nflops:\n\n  max: 5\n"))
                .withOverrides(List.of("train.epochs=7")),
            Config.class);
    assertThat(config.origin("flops.max")).isEqualTo(directory.resolve("x.yaml") + ":4");
    assertThat(config.origin("train.epochs")).isEqualTo("override train.epochs=7");
    assertThat(config.origin("train.learning-rate")).isEqualTo("strict-yaml-defaults.yaml:5");
    assertThat(config.origin("flops.min")).isEqualTo(directory.resolve("x.yaml") + ":2");
    assertThat(config.failure(ExitCode.INFEASIBLE, "flops.max", "is 5, below 7"))
        .hasMessage(directory.resolve("x.yaml") + ":4: flops.max is 5, below 7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`train:\n  epochz: 3`|:2: unknown key train.epochz; did you mean train.epochs?",
        "`epochs: 3`|:1: unknown key epochs; did you mean train.epochs?",
        "`onBroken: skip`|:1: unknown key onBroken; did you mean on-broken?",
        "`name: a\nzzzzzzz: 3`|:2: unknown key zzzzzzz; known keys here: name, on-broken, train, "
            + "flops, layers, weights, note",
        "`name: a\n\nname: b`|:3: repeated key name",
        "`train:\n  epochs: many`|:2: train.epochs is \"many\", expected a whole number of at most 2147483647",
        "`train:\n  epochs: 2.5`|:2: train.epochs is 2.5, expected a whole number of at most 2147483647",
        "`train:\n  epochs:`|:2: train.epochs is empty, expected a whole number of at most 2147483647",
        "`train:\n  epochs: 0`|:2: train.epochs must be positive, was 0",
        "`train:\n  learning-rate: -1`|:2: train.learning-rate must be positive, was -1.0",
        "`flops:\n  max: yes`|:2: flops.max is \"yes\", expected a whole number",
        "`train: 5`|:1: train is 5, expected a map of keys",
        "`layers: 5`|:1: layers is 5, expected a list",
        "`layers:\n- 1\n- b`|:3: layers[1] is \"b\", expected a whole number of at most 2147483647",
        "`weights:\n  a: b`|:2: weights.a is \"b\", expected a number",
        "`on-broken: maybe`|:1: on-broken is \"maybe\", expected one of skip, fail-fast",
        "`name: a\n---\nname: b`|:3: there is something after the end of the document",
        "`name: &x a\nnote: *x`|:2: *x is an alias; aliases are not supported",
        "`base: 5`|:1: base is 5, expected a file name or a list of them",
        "`name: a\nbase: none.yaml`|:2: base DIR/none.yaml is not a file",
      })
  void refusesWithFileAndLine(String text, String message) throws IOException {
    Path file = write("x.yaml", text);
    AbsException failure = failure(sources(file));
    assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(failure).hasMessage(file + message.replace("DIR", directory.toString()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trian.epochs=3|override trian.epochs=3: unknown key trian; did you mean train?",
        "train.epoch=3|override train.epoch=3: unknown key train.epoch; did you mean train.epochs?",
        "train.epochs=0|override train.epochs=0: train.epochs must be positive, was 0",
        "train.epochs=x|override train.epochs=x: train.epochs is \"x\", expected a whole number of "
            + "at most 2147483647",
        "train.epochs=|override train.epochs=: train.epochs is empty, expected a whole number of at "
            + "most 2147483647",
        "train.epochs=9999999999|override train.epochs=9999999999: train.epochs is 9999999999, "
            + "expected a whole number of at most 2147483647",
        "train|override train: expected key=value or key.sub=value",
        "=3|override =3: expected key=value or key.sub=value",
      })
  void refusesOverrides(String override, String message) throws IOException {
    assertThat(failure(sources(write("x.yaml", "")).withOverrides(List.of(override))))
        .hasMessage(message);
  }

  @Test
  void namesTheVariableOfAnEnvironmentOverride() {
    ConfigSources sources =
        ConfigSources.none().withEnvironment(Map.of("ABS_OVERRIDES", "flops.mx=1"));
    assertThat(failure(sources))
        .hasMessage("ABS_OVERRIDES flops.mx=1: unknown key flops.mx; did you mean flops.max?");
  }

  @Test
  void saysWhichKeyIsMissing() throws IOException {
    Path file = write("x.yaml", "name: a\non-broken: skip\n\ntrain:\n  epochs: 3\n");
    assertThat(failure(ConfigSources.none().withFile(file)))
        .hasMessage(file + ":4: missing key train.learning-rate");
    Path other = write("y.yaml", "name: a\n");
    assertThat(failure(ConfigSources.none().withFile(other)))
        .hasMessage(other + ": missing key on-broken");
  }

  @Test
  void refusesBasesThatLeadBack() throws IOException {
    Path first = write("first.yaml", "base: second.yaml\n");
    write("second.yaml", "base: [first.yaml]\n");
    assertThat(failure(sources(first)))
        .hasMessageStartingWith(
            directory.resolve("second.yaml") + ":1: base first.yaml leads back to itself");
  }

  @Test
  void refusesAMissingFile() {
    Path file = directory.resolve("none.yaml");
    assertThat(failure(sources(file))).hasMessage(file + ": no such file");
  }

  @ParameterizedTest
  @CsvSource({
    "lerning-rate, learning-rate",
    "maxs, max",
    "Learning_Rate, learning-rate",
    "mxa, max",
    "unrelated, ''"
  })
  void findsTheNearestKey(String typed, String nearest) {
    assertThat(Nearest.within(typed, List.of("epochs", "learning-rate", "max")).orElse(""))
        .isEqualTo(nearest);
  }

  @Test
  void countsEdits() {
    assertThat(Nearest.edits("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.edits("ab", "ba")).isEqualTo(1);
    assertThat(Nearest.edits("", "abc")).isEqualTo(3);
  }

  private ConfigSources sources(Path file) {
    return ConfigSources.none()
        .withDefaults(StrictYamlTest.class, "strict-yaml-defaults.yaml")
        .withFile(file);
  }

  private ResolvedConfig<Config> resolve(String text) throws IOException {
    return StrictYaml.resolve(sources(write("x.yaml", text)), Config.class);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static AbsException failure(ConfigSources sources) {
    return catchThrowableOfType(
        AbsException.class, () -> StrictYaml.resolve(sources, Config.class));
  }
}
