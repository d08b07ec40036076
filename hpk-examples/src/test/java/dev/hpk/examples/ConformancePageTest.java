package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/conformance.md names exists, and it names every golden folder. */
class ConformancePageTest {

  private static final Path ROOT = Path.of("..");
  private static final Path CORE_TESTS = ROOT.resolve("hpk-core/src/test");
  private static final Pattern ROW = Pattern.compile("^\\| (.+) \\| (.*) \\|$");
  private static final Pattern REFERENCE = Pattern.compile("`([^`]+)`");
  private static final Pattern FOLDER = Pattern.compile("(script|status)/([a-z0-9-]+)");
  private static final Pattern METHOD = Pattern.compile("([A-Z][A-Za-z]+)\\.([a-z0-9_]+)");
  private static final Pattern BATS = Pattern.compile("([a-z]+\\.bats): (.+)");

  @Test
  void every_rule_is_shown_by_something() throws IOException {
    assertThat(rows()).hasSizeGreaterThan(50);
    assertThat(rows()).allSatisfy(row -> assertThat(references(row)).as(row).isNotEmpty());
  }

  @Test
  void what_shows_a_rule_exists() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String row : rows()) {
      for (String reference : references(row)) {
        if (!exists(reference)) {
          missing.add(reference);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void every_golden_folder_shows_a_rule() throws IOException {
    Set<String> named =
        rows().stream()
            .flatMap(row -> references(row).stream())
            .filter(reference -> FOLDER.matcher(reference).matches())
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> there = new TreeSet<>();
    there.addAll(folders("script"));
    there.addAll(folders("status"));
    there.removeAll(named);
    assertThat(there).as("folders that docs/conformance.md does not name").isEmpty();
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(ROOT.resolve("docs/conformance.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> row.group(2))
        .filter(cell -> !cell.equals("Shown by") && !cell.equals("Suites"))
        .toList();
  }

  private static List<String> references(String cell) {
    return REFERENCE.matcher(cell).results().map(found -> found.group(1)).toList();
  }

  private static boolean exists(String reference) throws IOException {
    Matcher folder = FOLDER.matcher(reference);
    if (folder.matches()) {
      return Files.isDirectory(golden(folder.group(1)).resolve(folder.group(2)));
    }
    Matcher bats = BATS.matcher(reference);
    if (bats.matches()) {
      Path file = CORE_TESTS.resolve("bats").resolve(bats.group(1));
      return Files.exists(file)
          && Files.readString(file).contains("@test \"" + bats.group(2) + "\" {");
    }
    Matcher method = METHOD.matcher(reference);
    return method.matches() && hasMethod(method.group(1), method.group(2));
  }

  private static boolean hasMethod(String type, String method) throws IOException {
    for (String module : List.of("hpk-core", "hpk-examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        Path file = files.filter(path -> path.endsWith(type + ".java")).findFirst().orElse(null);
        if (file != null) {
          return Files.readString(file).contains("void " + method + "(");
        }
      }
    }
    return false;
  }

  private static Set<String> folders(String kind) throws IOException {
    try (Stream<Path> folders = Files.list(golden(kind))) {
      return folders
          .map(folder -> kind + "/" + folder.getFileName())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Path golden(String kind) {
    String name = kind.equals("script") ? "golden" : "golden-status";
    return CORE_TESTS.resolve("resources").resolve(name);
  }
}
