package io.absnas.core.pickle;

import static java.util.Objects.requireNonNull;

/**
 * A class or function that a pickle names. Nothing is looked up under this name.
 *
 * @param module Python's module
 * @param name name in the module
 */
public record PyGlobal(String module, String name) implements PyValue {
  /** Checks that both are there. */
  public PyGlobal {
    requireNonNull(module, "module is null");
    requireNonNull(name, "name is null");
  }

  /** Module and name with a dot between them. */
  public String path() {
    return module + "." + name;
  }

  @Override
  public String described() {
    return "class " + Printable.of(path());
  }
}
