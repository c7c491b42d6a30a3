package io.absnas.cli;

import picocli.CommandLine.Command;

/** {@code abs nb201}: experiments where the accuracy of every architecture is known. */
@Command(
    name = "nb201",
    description = {
      "Experiments on NAS-Bench-201, whose table says how accurate every architecture is. The table"
          + " is no part of this toolkit; docs/file-formats.md describes it and tells how to make it"
          + " from the benchmark's own file."
    })
final class Nb201Command {}
