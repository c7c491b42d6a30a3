package io.absnas.search.derive;

import io.absnas.core.run.AtomicFiles;
import io.absnas.core.space.Genotype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Both cells of a genotype as SVG and Graphviz drawings. */
public final class CellDrawings {
  private CellDrawings() {}

  /** Texts of the drawings by the names of their files; equal genotypes give equal texts. */
  public static Map<String, String> of(Genotype genotype) {
    Map<String, String> files = new TreeMap<>();
    files.put(
        "cell-normal.svg", CellSvg.of("normal cell", genotype.normal(), genotype.normalConcat()));
    files.put(
        "cell-normal.dot", CellDot.of("normal cell", genotype.normal(), genotype.normalConcat()));
    files.put(
        "cell-reduce.svg",
        CellSvg.of("reduction cell", genotype.reduce(), genotype.reduceConcat()));
    files.put(
        "cell-reduce.dot",
        CellDot.of("reduction cell", genotype.reduce(), genotype.reduceConcat()));
    return files;
  }

  /** Writes the drawings into a folder, which is made if need be. */
  public static void write(Path folder, Genotype genotype) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : of(genotype).entrySet()) {
      AtomicFiles.write(folder.resolve(file.getKey()), file.getValue());
    }
  }
}
