package dev.hpk.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hpk.api.BatchSchedulerFactory;
import dev.hpk.api.CommandRunner;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.PluginFactory;
import dev.hpk.kubelet.ConfigReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of docs/configuration.md have the keys that the code knows: what refuses an unknown
 * key names the known ones.
 */
class ConfigurationPageTest {

  private static final Pattern ROW = Pattern.compile("^\\| `([A-Za-z.-]+)` \\| .*\\| .* \\|");
  private static final Pattern KNOWN = Pattern.compile("known are ([^;]*)");
  private static final String NONSENSE = "nonsense";

  @Test
  void the_page_has_the_keys_of_the_kubelet_itself() {
    Set<String> top = known(() -> ConfigReader.of(Map.of(NONSENSE, 1)));

    assertThat(onPage("")).containsExactlyInAnyOrderElementsOf(top);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "node", "server", "images", "pods"})
  void the_page_has_the_keys_of_a_section(String section) {
    Set<String> keys = known(() -> ConfigReader.of(Map.of(section, Map.of(NONSENSE, 1))));

    assertThat(onPage(section + ".")).containsExactlyInAnyOrderElementsOf(keys);
  }

  @ParameterizedTest
  @ValueSource(strings = {"authentication", "authorization"})
  void the_page_has_the_keys_of_a_section_of_the_server(String section) {
    Map<String, Object> values = Map.of("server", Map.of(section, Map.of(NONSENSE, 1)));
    Set<String> keys = known(() -> ConfigReader.of(values));

    assertThat(onPage("server." + section + ".")).containsExactlyInAnyOrderElementsOf(keys);
  }

  @Test
  void the_page_has_the_keys_of_every_scheduler() {
    ServiceLoader.load(BatchSchedulerFactory.class)
        .forEach(factory -> assertSection("schedulers." + factory.name(), factory));
  }

  @Test
  void the_page_has_the_keys_of_every_runtime() {
    ServiceLoader.load(ContainerRuntimeFactory.class)
        .forEach(factory -> assertSection("runtimes." + factory.name(), factory));
  }

  private static void assertSection(String section, PluginFactory<?> factory) {
    PluginConfig config = new PluginConfig(section, Map.of(NONSENSE, 1));

    assertThat(onPage(section + "."))
        .as(section)
        .containsExactlyInAnyOrderElementsOf(known(() -> factory.create(config, new Nothing())));
  }

  /** The keys that the refusal of an unknown one names. */
  private static Set<String> known(Runnable reading) {
    HpkException refusal = catchThrowableOfType(HpkException.class, reading::run);
    assertThat(refusal).hasMessageContaining(NONSENSE);
    Matcher known = KNOWN.matcher(String.valueOf(refusal.getMessage()));
    return known.find()
        ? Arrays.stream(known.group(1).split(", "))
            .filter(key -> !key.isEmpty())
            .collect(Collectors.toSet())
        : Set.of();
  }

  /** The keys in the tables that begin with this and have no further section in them. */
  private static Set<String> onPage(String prefix) {
    try (Stream<String> lines = Files.lines(page())) {
      return lines
          .map(ROW::matcher)
          .filter(Matcher::find)
          .map(row -> row.group(1))
          .filter(key -> key.startsWith(prefix) && !key.substring(prefix.length()).contains("."))
          .map(key -> key.substring(prefix.length()))
          .filter(key -> !key.equals(key.toUpperCase(Locale.ROOT)))
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path page() {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("docs")) ? here : here.resolve("..");
    return root.resolve("docs/configuration.md");
  }

  /** What a factory needs that refuses its configuration. */
  private record Nothing() implements PluginContext {
    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public CommandRunner commands() {
      throw new AssertionError("a process was started");
    }

    @Override
    public Path workDirectory() {
      return Path.of("/nowhere");
    }

    @Override
    public String owner() {
      return "nobody";
    }
  }
}
