package io.absnas.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchJobsTest {
  @TempDir private Path folder;

  /** Workers of a search that is resumed by another path still work for it. */
  @Test
  void aRunHasOneNameHoweverItsDirectoryIsCalled() throws IOException {
    Path run = Files.createDirectory(folder.resolve("my search"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), run);
    String name = SearchJobs.runName(run, "config", "supernet");
    assertThat(name).matches("my-search-[0-9a-f]{12}");
    assertThat(SearchJobs.runName(folder.resolve("./link/../my search"), "config", "supernet"))
        .isEqualTo(name);
    assertThat(SearchJobs.runName(link, "config", "supernet")).isEqualTo(name);
    assertThat(SearchJobs.runName(run, "other", "supernet")).isNotEqualTo(name);
    assertThat(SearchJobs.runName(run, "config", "other")).isNotEqualTo(name);
  }
}
