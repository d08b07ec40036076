package dev.hpk.testkit.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;

/**
 * Makes a test of each folder below a root. What comes out must be what the folder's files say,
 * each file must have been read or come out, and nothing else may come out.
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> golden() {
 *   return GoldenFolders.tests(Path.of("src/test/resources/golden"), this::outputs);
 * }
 * }</pre>
 */
public final class GoldenFolders {

  /**
   * The system property that, when {@code true}, writes what comes out into the folders instead of
   * comparing it. Such a run checks nothing, and its tests count as aborted: read the difference
   * before it is committed.
   */
  public static final String REWRITE = "hpk.golden.rewrite";

  /** What is tested: the inputs of a case give texts by file name. */
  @FunctionalInterface
  public interface Subject {
    Map<String, String> outputs(GoldenCase input) throws Exception;
  }

  private GoldenFolders() {}

  /**
   * A test for each folder, in the order of names.
   *
   * @param root a folder of folders; one without any is an error
   */
  public static Stream<DynamicTest> tests(Path root, Subject subject) throws IOException {
    List<Path> folders;
    try (Stream<Path> found = Files.list(root)) {
      folders = found.filter(Files::isDirectory).sorted().toList();
    }
    assertThat(folders).describedAs("golden folders in " + root).isNotEmpty();
    return folders.stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(
                    folder.getFileName().toString().replace('-', ' '),
                    folder.toUri(),
                    () -> check(folder, subject)));
  }

  static void check(Path folder, Subject subject) throws Exception {
    GoldenCase input = new GoldenCase(folder);
    Map<String, String> actual = new TreeMap<>(subject.outputs(input));
    if (Boolean.getBoolean(REWRITE)) {
      rewrite(folder, input, actual);
      Assumptions.abort("written, not compared: " + folder);
    }
    TreeMap<String, String> expected = new TreeMap<>();
    for (String file : others(folder, input)) {
      expected.put(file, Files.readString(folder.resolve(file)));
    }
    // File by file first: a difference of texts is easier to read than one of maps.
    for (Map.Entry<String, String> output : actual.entrySet()) {
      if (expected.containsKey(output.getKey())) {
        assertThat(output.getValue())
            .describedAs("%s/%s (-D%s=true rewrites it)", folder, output.getKey(), REWRITE)
            .isEqualTo(expected.get(output.getKey()));
      }
    }
    assertThat(actual.keySet())
        .describedAs("files that come out of %s, against those that are there", folder)
        .isEqualTo(expected.keySet());
  }

  private static void rewrite(Path folder, GoldenCase input, Map<String, String> actual)
      throws IOException {
    for (String file : others(folder, input)) {
      if (!actual.containsKey(file)) {
        Files.delete(folder.resolve(file));
      }
    }
    for (Map.Entry<String, String> output : actual.entrySet()) {
      Files.writeString(folder.resolve(output.getKey()), output.getValue());
    }
  }

  private static Set<String> others(Path folder, GoldenCase input) throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      files.map(file -> file.getFileName().toString()).forEach(names::add);
    }
    names.removeAll(input.read());
    return names;
  }
}
