package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hpk.api.CommandResult;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.resolve.DocumentReader;
import dev.hpk.resolve.ImageMirrors;
import dev.hpk.resolve.PodResolver;
import dev.hpk.testkit.runtime.RuntimeContext;
import dev.hpk.translate.DefaultTranslator;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of docs/security-context.md, line by line, against what the translator makes of the
 * field with each runtime: another job when it is honoured, the same job when it is always so or
 * ignored, or a refusal with the texts of the last column.
 */
class SecurityContextPageTest {

  private static final Path PAGE = Path.of("../docs/security-context.md");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final String POD =
      """
      {"apiVersion": "v1", "kind": "Pod",
       "metadata": {"name": "web", "namespace": "shop", "uid": "0c5e1f2a-0000-4000-8000-000000000001"},
       "spec": {"containers": [{"name": "main", "image": "busybox", "command": ["true"]}]}}
      """;

  private final ObjectMapper mapper = new ObjectMapper();
  private final DefaultTranslator translator = new DefaultTranslator();

  private record Row(String field, String value, List<String> outcomes, String note) {}

  @TestFactory
  Stream<DynamicTest> what_the_page_says_of_a_field_is_what_becomes_of_it() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    List<String> runtimes =
        lines.stream()
            .filter(line -> line.startsWith("| Field |"))
            .map(SecurityContextPageTest::cells)
            .findFirst()
            .orElseThrow()
            .subList(2, 5);
    List<Row> rows =
        lines.stream()
            .filter(line -> line.startsWith("| `"))
            .map(SecurityContextPageTest::row)
            .toList();
    assertThat(rows).hasSizeGreaterThan(40);
    return rows.stream()
        .flatMap(
            row ->
                Stream.of(0, 1, 2)
                    .map(
                        column ->
                            DynamicTest.dynamicTest(
                                row.field() + " " + row.value() + " " + runtimes.get(column),
                                () ->
                                    check(row, runtimes.get(column), row.outcomes().get(column)))));
  }

  private void check(Row row, String runtime, String outcome) throws IOException {
    String without = job(POD, runtime);
    String with;
    try {
      with = job(with(row), runtime);
    } catch (PodRefusedException e) {
      assertThat(outcome).as(e.getMessage()).isEqualTo("refused");
      Matcher text = QUOTED.matcher(row.note());
      while (text.find()) {
        assertThat(e.podReason().orElse("UnsupportedPod") + ": " + e.getMessage())
            .contains(text.group(1));
      }
      return;
    }
    switch (outcome) {
      case "honoured" -> assertThat(with).isNotEqualTo(without);
      case "always", "ignored" -> assertThat(with).isEqualTo(without);
      default -> throw new AssertionError("not refused: " + outcome);
    }
    assertThat(outcome.equals("ignored") && row.note().isBlank()).isFalse();
  }

  private String job(String json, String runtime) throws IOException {
    Pod pod = mapper.readValue(json, Pod.class);
    ContainerRuntime plugin = runtime(runtime);
    translator.check(pod, plugin);
    ResolvedPod resolved =
        new PodResolver(new DocumentReader(List.of(pod)), ImageMirrors.NONE)
            .resolve(pod, new Resources(8000, 16L << 30, Map.of()))
            .pod();
    return translator
        .translate(
            resolved,
            new TranslationContext(
                plugin,
                "owner",
                Path.of("/pods/x"),
                Path.of("/journal"),
                Path.of("/images"),
                Path.of("/scratch"),
                NetworkMode.HOST,
                TranslationContext.Settings.DEFAULT))
        .script();
  }

  private static ContainerRuntime runtime(String name) {
    return ServiceLoader.load(ContainerRuntimeFactory.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(factory -> factory.name().equals(name))
        .findFirst()
        .orElseThrow()
        .create(
            new PluginConfig("runtimes." + name, Map.of()),
            new RuntimeContext(Path.of("/work"), command -> new CommandResult(0, "1\n", "")));
  }

  private String with(Row row) throws IOException {
    ObjectNode pod = (ObjectNode) mapper.readTree(POD);
    JsonNode place = pod.get("spec");
    String[] names = row.field().replace("containers[]", "containers").split("\\.", -1);
    for (int index = 0; index < names.length - 1; index++) {
      place =
          names[index].equals("containers")
              ? place.get("containers").get(0)
              : ((ObjectNode) place).withObject("/" + names[index]);
    }
    ((ObjectNode) place).set(names[names.length - 1], mapper.readTree(row.value()));
    return mapper.writeValueAsString(pod);
  }

  private static Row row(String line) {
    List<String> cells = cells(line);
    return new Row(
        cells.get(0).replace("`", ""),
        cells.get(1).replace("`", ""),
        cells.subList(2, 5),
        cells.get(5));
  }

  private static List<String> cells(String line) {
    return Stream.of(line.substring(1, line.length() - 1).split("\\|", -1))
        .map(String::strip)
        .toList();
  }
}
