package io.absnas.cli;

import static java.util.Objects.requireNonNull;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.OptionSpec;

/**
 * One flag of a program of the reference: how it is typed, and what it comes to here. The tables in
 * docs/differences.md are of these.
 *
 * @param name with hyphens
 * @param form how it is typed
 * @param meaning what it comes to
 * @param note what a user should know who gives it
 */
record ReferenceFlag(String name, Form form, Meaning meaning, Optional<String> note) {
  /** How a flag is typed. */
  enum Form {
    /** Once, with a value. */
    VALUE,
    /** Any number of times, each with a value. */
    VALUES,
    /** Without a value. */
    SWITCH
  }

  /** What a flag comes to. */
  sealed interface Meaning permits Sets, Translates, NoEffect, Only, Together, Refused {}

  /** Overrides of the configuration, with %s for the value. */
  record Sets(List<String> overrides) implements Meaning {
    Sets {
      overrides = List.copyOf(overrides);
    }
  }

  /** An override with another word for each value. */
  record Translates(String key, Map<String, String> words) implements Meaning {
    Translates {
      requireNonNull(key, "key is null");
      words = Map.copyOf(words);
    }
  }

  /** Nothing, which its note tells. */
  record NoEffect() implements Meaning {}

  /** Nothing for the one value that is always so here; any other is refused. */
  record Only(String value, String instead) implements Meaning {
    Only {
      requireNonNull(value, "value is null");
      requireNonNull(instead, "instead is null");
    }
  }

  /** Something that depends on other flags or on the configuration too. */
  record Together(String key) implements Meaning {
    Together {
      requireNonNull(key, "key is null");
    }
  }

  /** A failure. */
  record Refused(String why) implements Meaning {
    Refused {
      requireNonNull(why, "why is null");
    }
  }

  ReferenceFlag {
    requireNonNull(name, "name is null");
    requireNonNull(form, "form is null");
    requireNonNull(meaning, "meaning is null");
    requireNonNull(note, "note is null");
  }

  /** A flag whose value is that of a key. */
  static ReferenceFlag sets(String name, String key) {
    return new ReferenceFlag(name, Form.VALUE, new Sets(List.of(key + "=%s")), Optional.empty());
  }

  /** A flag with a value that amounts to overrides. */
  static ReferenceFlag overrides(String name, String... overrides) {
    return new ReferenceFlag(name, Form.VALUE, new Sets(List.of(overrides)), Optional.empty());
  }

  /** A flag without a value that amounts to overrides. */
  static ReferenceFlag switches(String name, String... overrides) {
    return new ReferenceFlag(name, Form.SWITCH, new Sets(List.of(overrides)), Optional.empty());
  }

  /**
   * A flag whose values have other names here.
   *
   * @param words {@code theirs=ours}
   */
  static ReferenceFlag translates(String name, String key, String... words) {
    Map<String, String> map =
        Arrays.stream(words)
            .map(word -> word.split("=", 2))
            .collect(Collectors.toMap(word -> word[0], word -> word[1]));
    return new ReferenceFlag(name, Form.VALUE, new Translates(key, map), Optional.empty());
  }

  /** A flag with a value that has no effect. */
  static ReferenceFlag noEffect(String name, String why) {
    return new ReferenceFlag(name, Form.VALUE, new NoEffect(), Optional.of("has no effect" + why));
  }

  /** A flag whose only value is what is always so here. */
  static ReferenceFlag only(String name, String value, String instead) {
    return new ReferenceFlag(name, Form.VALUE, new Only(value, instead), Optional.empty());
  }

  /** A flag that is looked at with others; {@code key} is what it sets. */
  static ReferenceFlag together(String name, Form form, String key) {
    return new ReferenceFlag(name, form, new Together(key), Optional.empty());
  }

  /** A flag that ends the command. */
  static ReferenceFlag refused(String name, String why) {
    return new ReferenceFlag(name, Form.SWITCH, new Refused(why), Optional.empty());
  }

  /** The same with a note. */
  ReferenceFlag noting(String text) {
    return new ReferenceFlag(name, form, meaning, Optional.of(text));
  }

  /** Whether it says where images are. */
  boolean namesImages() {
    return meaning instanceof Sets sets
        && sets.overrides().stream().anyMatch(one -> one.equals("data.dir=%s"));
  }

  /** The option of a command, without a place in its help. */
  OptionSpec option() {
    OptionSpec.Builder option =
        OptionSpec.builder(name).hidden(true).description("See docs/differences.md.");
    return switch (form) {
      case SWITCH -> option.type(boolean.class).arity("0").build();
      case VALUE -> option.type(String.class).paramLabel("VALUE").build();
      case VALUES ->
          option
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel("VALUE")
              .build();
    };
  }

  /**
   * The overrides that a value amounts to by itself.
   *
   * @throws AbsException of kind USAGE for a value that is not understood
   */
  List<String> overrides(String value) {
    if (meaning instanceof Sets sets) {
      return sets.overrides().stream().map(one -> one.replace("%s", value)).toList();
    }
    if (meaning instanceof Translates translates) {
      String word = translates.words().get(value);
      if (word == null) {
        throw usage(
            "is %s, must be one of %s"
                .formatted(
                    value,
                    String.join(", ", translates.words().keySet().stream().sorted().toList())));
      }
      return List.of(translates.key() + "=" + word);
    }
    if (meaning instanceof Only only && !equal(value, only.value())) {
      throw usage("is %s, must be %s: %s".formatted(value, only.value(), only.instead()));
    }
    if (meaning instanceof Refused refused) {
      throw usage(refused.why());
    }
    return List.of();
  }

  private static boolean equal(String value, String other) {
    if (value.equals(other)) {
      return true;
    }
    try {
      return Double.parseDouble(value) == Double.parseDouble(other);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private AbsException usage(String problem) {
    return new AbsException(ExitCode.USAGE, name + " " + problem);
  }
}
