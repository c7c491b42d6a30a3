package io.absnas.core.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.MapperBuilder;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.Serial;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Jackson mappers of the toolkit: kebab-case keys and enum constants, nothing unknown, nothing
 * repeated, no empty number, no fraction cut to a whole number.
 *
 * <p>Missing keys are found by {@link ConfigSchema}, which knows what may be absent and where in
 * the file the key belongs.
 */
final class StrictMappers {
  private StrictMappers() {}

  /** For JSON text. */
  static JsonMapper json() {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
    return strict(JsonMapper.builder(JsonFactory.builder().build()))
        .enable(SerializationFeature.INDENT_OUTPUT)
        .defaultPrettyPrinter(printer)
        .build();
  }

  /** For YAML text; writes without document marker and with as few quotes as are safe. */
  static ObjectMapper yaml() {
    YAMLFactory factory =
        YAMLFactory.builder()
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build();
    return strict(JsonMapper.builder(factory)).build();
  }

  private static <M extends ObjectMapper, B extends MapperBuilder<M, B>> B strict(B builder) {
    return builder
        .addModule(new Jdk8Module())
        .annotationIntrospector(new KebabCaseNames())
        .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
        .defaultPropertyInclusion(
            JsonInclude.Value.empty().withValueInclusion(JsonInclude.Include.NON_ABSENT))
        .enable(
            StreamReadFeature.STRICT_DUPLICATE_DETECTION,
            StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
        .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
  }

  /**
   * {@code ON_BROKEN} is {@code on-broken} in files, unless the constant names itself; the variants
   * of a sealed type with {@code @JsonTypeInfo} are those that it permits.
   */
  private static final class KebabCaseNames extends JacksonAnnotationIntrospector {
    @Serial private static final long serialVersionUID = 1;

    @Override
    public String[] findEnumValues(
        MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
      @Nullable String[] explicit = super.findEnumValues(config, type, constants, names);
      String[] kebab = new String[constants.length];
      for (int i = 0; i < constants.length; i++) {
        String own = explicit[i];
        kebab[i] = own == null ? ConfigKeys.ofConstant(constants[i]) : own;
      }
      return kebab;
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated type) {
      List<NamedType> listed = super.findSubtypes(type);
      if (listed != null || !type.getRawType().isSealed()) {
        return listed;
      }
      return Arrays.stream(type.getRawType().getPermittedSubclasses())
          .map(variant -> new NamedType(variant, ConfigKeys.ofVariant(variant)))
          .toList();
    }
  }
}
