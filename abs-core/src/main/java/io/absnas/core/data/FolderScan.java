package io.absnas.core.data;

import static io.absnas.core.run.ExitCode.INPUT;

import io.absnas.core.run.AbsException;
import io.absnas.core.run.FileFailure;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/** Lists a folder with one folder per class; several classes at once, since disks answer late. */
final class FolderScan {
  private final Path root;
  private final Map<String, DirectoryListing> directories = new ConcurrentHashMap<>();

  private final Set<String> barren = new ConcurrentSkipListSet<>();

  private FolderScan(Path root) {
    this.root = root;
  }

  /**
   * Lists the images.
   *
   * @throws AbsException with {@code INPUT} if there are none, if a class has none, or if a
   *     directory cannot be read
   */
  static ImageIndex scan(Path root) {
    FolderScan scan = new FolderScan(root);
    List<Path> classes = scan.classFolders();
    classes.parallelStream().forEach(scan::list);
    for (Path folder : classes) {
      scan.requireImages(folder);
    }
    return IndexAssembly.index(root.toString(), scan.directories, false, List.copyOf(scan.barren));
  }

  private List<Path> classFolders() {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(entry -> !ImageNames.isHidden(entry.getFileName().toString()))
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AbsException(INPUT, root + ": cannot be listed: " + FileFailure.reason(e), e);
    }
  }

  private void list(Path folder) {
    try {
      Files.walkFileTree(
          folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new Visitor());
    } catch (IOException e) {
      throw new AbsException(INPUT, folder + ": cannot be listed: " + FileFailure.reason(e), e);
    }
  }

  private void requireImages(Path folder) {
    String name = folder.getFileName().toString();
    boolean any =
        directories.keySet().stream()
            .anyMatch(directory -> directory.equals(name) || directory.startsWith(name + "/"));
    if (!any) {
      throw new AbsException(
          INPUT, "%s holds no image, but every folder in %s is a class".formatted(folder, root));
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Map<Path, DirectoryListing> open = new TreeMap<>();

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return ImageNames.isHidden(directory.getFileName().toString())
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String name = file.getFileName().toString();
      if (attributes.isRegularFile() && ImageNames.isImage(name)) {
        if (attributes.size() > Integer.MAX_VALUE) {
          throw new AbsException(INPUT, file + ": " + attributes.size() + " bytes are no image");
        }
        open.computeIfAbsent(file.getParent(), directory -> new DirectoryListing())
            .add(name, (int) attributes.size(), 0);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      DirectoryListing listing = open.remove(directory);
      String path = root.relativize(directory).toString().replace('\\', '/');
      if (listing != null) {
        directories.put(path, listing);
      } else {
        barren.add(path);
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
