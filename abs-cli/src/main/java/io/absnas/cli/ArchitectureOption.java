package io.absnas.cli;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.ExitCode;
import io.absnas.core.run.FileFailure;
import io.absnas.core.space.Architecture;
import io.absnas.core.space.ArchitectureCatalog;
import io.absnas.core.space.PublishedArchitecture;
import io.absnas.core.space.SearchSpace;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which architectures, as text or from files. */
final class ArchitectureOption {
  @Option(
      names = "--arch",
      paramLabel = "TEXT",
      description = {
        "An architecture: op codes separated by blanks, or NAS-Bench-201's |op~0|+|op~0|op~1|+...",
        "or a name of 'abs list architectures'; may be repeated."
      })
  private List<String> texts = new ArrayList<>();

  @Option(
      names = "--arch-file",
      paramLabel = "FILE",
      description = "A file with one architecture per line; # begins a comment.")
  private List<Path> files = new ArrayList<>();

  /** Whether any was named. */
  boolean given() {
    return !texts.isEmpty() || !files.isEmpty();
  }

  /** The architectures in the order they were named, those of files last. */
  List<Architecture> in(SearchSpace space) {
    List<Architecture> architectures = new ArrayList<>();
    for (String text : texts) {
      String encoding =
          ArchitectureCatalog.find(text)
              .filter(published -> published.fits(space) && !published.isGenotype())
              .map(PublishedArchitecture::text)
              .orElse(text);
      architectures.add(parse(space, encoding, "--arch", ExitCode.USAGE));
    }
    for (Path file : files) {
      List<String> lines = lines(file);
      int before = architectures.size();
      for (int i = 0; i < lines.size(); i++) {
        String line = lines.get(i).replaceFirst("#.*", "").strip();
        if (!line.isEmpty()) {
          architectures.add(parse(space, line, file + ":" + (i + 1), ExitCode.INPUT));
        }
      }
      if (architectures.size() == before) {
        throw new AbsException(
            ExitCode.INPUT, file + ": holds no architecture, expected one a line");
      }
    }
    return List.copyOf(architectures);
  }

  private static Architecture parse(
      SearchSpace space, String text, String where, ExitCode exitCode) {
    try {
      return space.parse(text);
    } catch (IllegalArgumentException e) {
      throw new AbsException(exitCode, where + ": " + e.getMessage(), e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new AbsException(ExitCode.INPUT, file + ": no such file", e);
    } catch (MalformedInputException e) {
      throw new AbsException(ExitCode.INPUT, file + ": is not UTF-8 text", e);
    } catch (IOException e) {
      throw new AbsException(
          ExitCode.INPUT, file + ": cannot be read: " + FileFailure.reason(e), e);
    }
  }
}
