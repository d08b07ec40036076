package dev.hpk.kubelet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.pod.PodSettings;
import dev.hpk.resolve.ImageMirrors;
import dev.hpk.resolve.NfsMounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the configuration. Every problem is found before anything is refused, and each names its
 * key and value. {@code docs/configuration.md} is its reference.
 */
public final class ConfigReader {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Set<String> SECTIONS =
      Set.of(
          "cluster",
          "node",
          "server",
          "images",
          "volumes",
          "pods",
          "schedulers",
          "runtimes",
          "translators",
          "runtimeHandlers");

  private final ConfigSource source;

  private ConfigReader(ConfigSource source) {
    this.source = source;
  }

  /**
   * A YAML file as a map, for callers that put their own values over it.
   *
   * @throws HpkException of kind CONFIGURATION when it cannot be read
   */
  public static Map<String, Object> yaml(Path file) {
    try {
      JsonNode tree = YAML.readTree(Files.readString(file));
      if (tree.isMissingNode() || tree.isNull()) {
        return Map.of();
      }
      return YAML.readerFor(new TypeReference<Map<String, Object>>() {}).readValue(tree);
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.CONFIGURATION,
          "configuration file " + file + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  /**
   * Makes the configuration of values as they stand in a file; what is missing has its default.
   *
   * @throws HpkException of kind CONFIGURATION that names everything that is wrong
   */
  public static KubeletConfig of(Map<String, Object> values) {
    return new ConfigReader(new ConfigSource(values)).read();
  }

  private KubeletConfig read() {
    PluginConfig top = source.top(SECTIONS);
    PluginConfig images = source.section("images");
    PluginConfig pods = source.section("pods");
    PluginConfig volumes = source.section("volumes");
    NfsMounts nfs = source.attempt(() -> new NfsMounts(volumes.map("nfs"))).orElse(NfsMounts.NONE);
    KubeletConfig.Cluster cluster = ClusterSection.read(source);
    KubeletConfig.Node node = NodeSection.read(source);
    KubeletConfig.Server server = ServerSection.read(source);
    PodSettings settings = PodsSection.read(source, pods, images);
    ImageMirrors mirrors =
        source.attempt(() -> new ImageMirrors(images.map("mirrors"))).orElse(ImageMirrors.NONE);
    Duration backoff = pods.duration("restartBackoff", Duration.ofSeconds(10));
    Duration backoffLimit = pods.duration("restartBackoffLimit", Duration.ofMinutes(5));
    Supplier<KubeletConfig> config =
        () ->
            new KubeletConfig(
                top.text("nodeName", "hpk-kubelet"),
                ConfigSource.path(top, "workDirectory")
                    .orElseGet(ConfigReader::defaultWorkDirectory),
                top.text("scheduler", "local"),
                top.text("runtime", "host"),
                top.text("translator", "default"),
                ConfigSource.parsed(top, "network", NetworkMode::parse).orElse(NetworkMode.HOST),
                ConfigSource.path(top, "scratchDirectory").orElse(Path.of("/tmp")),
                cluster,
                node,
                server,
                mirrors,
                nfs,
                settings,
                backoff,
                backoffLimit,
                PluginSections.plugins(source, "schedulers"),
                PluginSections.plugins(source, "runtimes"),
                PluginSections.plugins(source, "translators"),
                PluginSections.handlers(source));
    Optional<KubeletConfig> result = source.attempt(config);
    List.of(top, images, volumes, pods).forEach(source::check);
    return source.result(result);
  }

  private static Path defaultWorkDirectory() {
    return Path.of(System.getProperty("user.home"), ".hpk");
  }
}
