package io.absnas.cli.report;

import static java.util.Objects.requireNonNull;

/**
 * A name with its value, a row of the report's small tables.
 *
 * @param name what it is
 * @param value what it is here
 */
record Fact(String name, String value) {
  Fact {
    requireNonNull(name, "name is null");
    requireNonNull(value, "value is null");
  }
}
