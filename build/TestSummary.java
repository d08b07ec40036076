import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Counts the tests in the XML reports of surefire, failsafe and bats below a directory.
 *
 * <p>Prints each failed, skipped and flaky test by name, and a last line {@code N passed, N failed,
 * N skipped}. Exits with 1 when a test failed or was skipped, or when there is no test at all.
 */
final class TestSummary {
  private static final Set<String> FOLDERS =
      Set.of("surefire-reports", "failsafe-reports", "bats-reports");
  private static final XMLInputFactory XML = XMLInputFactory.newInstance();

  private int passed;
  private final List<String> failed = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<String> flaky = new ArrayList<>();

  public static void main(String[] args) throws IOException, XMLStreamException {
    TestSummary summary = new TestSummary();
    for (Path report : reports(Path.of(args.length == 0 ? "." : args[0]))) {
      summary.read(report);
    }
    System.exit(summary.print() ? 0 : 1);
  }

  private static List<Path> reports(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, 4)) {
      return files.filter(TestSummary::isReport).sorted().toList();
    }
  }

  private static boolean isReport(Path file) {
    Path folder = file.getParent();
    return folder != null
        && folder.getFileName() != null
        && FOLDERS.contains(folder.getFileName().toString())
        && file.getFileName().toString().matches("(TEST-.*|report)\\.xml");
  }

  private void read(Path report) throws IOException, XMLStreamException {
    try (InputStream in = Files.newInputStream(report)) {
      XMLStreamReader xml = XML.createXMLStreamReader(in);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT
            && xml.getLocalName().equals("testcase")) {
          readCase(xml);
        }
      }
    }
  }

  private void readCase(XMLStreamReader xml) throws XMLStreamException {
    String name =
        Stream.of(xml.getAttributeValue(null, "classname"), xml.getAttributeValue(null, "name"))
            .filter(part -> part != null && !part.isEmpty())
            .reduce((left, right) -> left + "." + right)
            .orElse("?");
    List<String> outcome = new ArrayList<>();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        outcome.add(xml.getLocalName());
      } else if (event == XMLStreamConstants.END_ELEMENT
          && xml.getLocalName().equals("testcase")) {
        break;
      }
    }
    if (outcome.contains("failure") || outcome.contains("error")) {
      failed.add(name);
    } else if (outcome.contains("skipped")) {
      skipped.add(name);
    } else {
      passed++;
      if (outcome.contains("flakyFailure") || outcome.contains("flakyError")) {
        flaky.add(name);
      }
    }
  }

  private boolean print() {
    failed.forEach(name -> System.out.println("FAILED  " + name));
    skipped.forEach(name -> System.out.println("SKIPPED " + name));
    flaky.forEach(name -> System.out.println("FLAKY   " + name));
    if (!flaky.isEmpty()) {
      System.out.println(flaky.size() + " passed only on the second run");
    }
    System.out.printf(
        "%d passed, %d failed, %d skipped%n", passed, failed.size(), skipped.size());
    return passed > 0 && failed.isEmpty() && skipped.isEmpty();
  }
}
