package io.absnas.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.absnas.core.run.Seeds;
import io.absnas.search.SearchConfig;
import io.absnas.search.darts.DartsSearchConfig;
import io.absnas.search.proxyless.ProxylessConfig;
import io.absnas.shrink.ShrinkConfig;
import io.absnas.train.TrainConfig;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key of a configuration stands on docs/configuration.md or docs/file-formats.md. */
class ConfigurationPageTest {
  private static final Pattern QUOTED = Pattern.compile("`([^`\n]+)`");
  private static final String PACKAGES = "io.absnas.";

  private static Set<String> quoted(String page) throws IOException {
    Set<String> texts = new TreeSet<>();
    QUOTED
        .matcher(Files.readString(Path.of("..", "docs", page)))
        .results()
        .forEach(found -> texts.add(found.group(1)));
    return texts;
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ShrinkConfig.class,
        SearchConfig.class,
        DartsSearchConfig.class,
        ProxylessConfig.class,
        TrainConfig.class
      })
  void everyKeyIsTold(Class<?> config) throws IOException {
    Set<String> keys = new TreeSet<>();
    collect(config, "", keys);
    assertThat(keys).contains("device", "space.id", "data.source", "checkpoint.keep");
    keys.removeAll(quoted("configuration.md"));
    // Sections that the other page has in tables of their own name the key within the section.
    Set<String> others = quoted("file-formats.md");
    keys.removeIf(key -> key.startsWith("data.") && told(key, others));
    keys.removeIf(key -> config == TrainConfig.class && told(key, others));
    // A schedule has the keys of another one.
    keys.removeIf(key -> key.startsWith("training.warm-up-rate."));
    assertThat(keys).isEmpty();
  }

  /** By its last part, alone or among others. */
  private static boolean told(String key, Set<String> texts) {
    String name = key.substring(key.lastIndexOf('.') + 1);
    Pattern word = Pattern.compile("(^|[^a-z0-9-])" + Pattern.quote(name) + "($|[^a-z0-9-])");
    return texts.stream().anyMatch(text -> word.matcher(text).find());
  }

  private static void collect(Type type, String path, Set<String> keys) {
    if (type instanceof ParameterizedType generic) {
      collect(generic.getActualTypeArguments()[0], path, keys);
    } else if (type instanceof Class<?> known && isSection(known)) {
      for (RecordComponent component : known.getRecordComponents()) {
        String key = kebab(component.getName());
        collect(component.getGenericType(), path.isEmpty() ? key : path + "." + key, keys);
      }
    } else {
      keys.add(path);
    }
  }

  /** Seeds are one text. */
  private static boolean isSection(Class<?> type) {
    return type.isRecord() && type != Seeds.class && type.getName().startsWith(PACKAGES);
  }

  private static String kebab(String name) {
    return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
