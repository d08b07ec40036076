package dev.hpk.kubelet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.google.common.net.InetAddresses;
import dev.hpk.admission.AdmissionPolicy;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.pod.Backoff;
import dev.hpk.pod.PodSettings;
import dev.hpk.resolve.ImageMirrors;
import dev.hpk.resolve.NfsMounts;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration. Every problem is found before anything is refused, and each names its
 * key and value. {@code docs/configuration.md} is its reference.
 */
public final class ConfigReader {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Pattern TAINT =
      Pattern.compile("([^=:]+)(?:=([^:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)");
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

  private final Map<String, Object> root;
  private final List<String> problems = new ArrayList<>();

  private ConfigReader(Map<String, Object> root) {
    this.root = root;
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
    return new ConfigReader(values).read();
  }

  private KubeletConfig read() {
    Map<String, Object> scalars = new LinkedHashMap<>(root);
    scalars.keySet().removeAll(SECTIONS);
    PluginConfig top = new PluginConfig("configuration", scalars);
    PluginConfig images = section("images");
    PluginConfig pods = section("pods");
    PluginConfig volumes = section("volumes");
    NfsMounts nfs = attempt(() -> new NfsMounts(volumes.map("nfs"))).orElse(NfsMounts.NONE);
    KubeletConfig.Cluster cluster = cluster(section("cluster"));
    KubeletConfig.Node node = node(section("node"));
    KubeletConfig.Server server = server(section("server"));
    PodSettings settings = podSettings(pods, images);
    ImageMirrors mirrors =
        attempt(() -> new ImageMirrors(images.map("mirrors"))).orElse(ImageMirrors.NONE);
    Duration backoff = pods.duration("restartBackoff", Duration.ofSeconds(10));
    Duration backoffLimit = pods.duration("restartBackoffLimit", Duration.ofMinutes(5));
    Supplier<KubeletConfig> config =
        () ->
            new KubeletConfig(
                top.text("nodeName", "hpk-kubelet"),
                path(top, "workDirectory").orElseGet(ConfigReader::defaultWorkDirectory),
                top.text("scheduler", "local"),
                top.text("runtime", "host"),
                top.text("translator", "default"),
                parsed(top, "network", NetworkMode::parse).orElse(NetworkMode.HOST),
                path(top, "scratchDirectory").orElse(Path.of("/tmp")),
                cluster,
                node,
                server,
                mirrors,
                nfs,
                settings,
                backoff,
                backoffLimit,
                plugins("schedulers"),
                plugins("runtimes"),
                plugins("translators"),
                runtimeHandlers());
    Optional<KubeletConfig> result = attempt(config);
    List.of(top, images, volumes, pods).forEach(this::check);
    if (result.isEmpty() || !problems.isEmpty()) {
      throw new HpkException(HpkException.Kind.CONFIGURATION, String.join("; ", problems));
    }
    return result.get();
  }

  private KubeletConfig.Cluster cluster(PluginConfig section) {
    KubeletConfig.Cluster cluster =
        new KubeletConfig.Cluster(
            section.texts("dns"), section.text("domain", KubeletConfig.Cluster.DEFAULT.domain()));
    for (String address : cluster.dns()) {
      if (!InetAddresses.isInetAddress(address)) {
        section.problem("dns", "has an entry that is no IP address", address);
      }
    }
    if (!cluster.domain().matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
      section.problem("domain", "is no name of a domain", cluster.domain());
    }
    check(section);
    return cluster;
  }

  private KubeletConfig.Node node(PluginConfig section) {
    KubeletConfig.Node node =
        new KubeletConfig.Node(
            section.text("hostname").orElse(null),
            section.text("address").orElse(null),
            section.map("labels"),
            section.map("annotations"),
            section.texts("taints").stream().flatMap(text -> taint(section, text)).toList(),
            section.flag("schedulerDecidesReady", false));
    check(section);
    return node;
  }

  private KubeletConfig.Server server(PluginConfig section) {
    Path certificate = path(section, "certificate").orElse(null);
    Path key = path(section, "key").orElse(null);
    if ((certificate == null) != (key == null)) {
      section.problem("certificate", "and key go together, one is missing", "");
    }
    int port = section.number("port", 10250);
    if (port < 0 || port > 65535) {
      section.problem("port", "is not between 0 and 65535", port);
    }
    KubeletConfig.Server server =
        new KubeletConfig.Server(
            section.text("bindAddress", "0.0.0.0"),
            port,
            certificate,
            key,
            path(section, "clientCa").orElse(null));
    check(section);
    return server;
  }

  private PodSettings podSettings(PluginConfig pods, PluginConfig images) {
    PodSettings defaults = PodSettings.DEFAULT;
    String pull = images.text("pull", "kubelet");
    if (!pull.equals("kubelet") && !pull.equals("job")) {
      images.problem("pull", "is neither kubelet nor job", pull);
    }
    return attempt(
            () ->
                new PodSettings(
                    pods.number("workers", defaults.workers()),
                    images.number("parallel", defaults.parallelPulls()),
                    pull.equals("job"),
                    pods.duration("journalInterval", defaults.journalInterval()),
                    pods.duration("busyInterval", defaults.busyInterval()),
                    pods.duration("quietInterval", defaults.quietInterval()),
                    pods.duration("sweepInterval", defaults.sweepInterval()),
                    pods.duration("refreshInterval", defaults.refreshInterval()),
                    backoff(pods, "retry", defaults.backoff()),
                    backoff(pods, "submitRetry", defaults.submitBackoff()),
                    admission(pods),
                    pods.number("maxPods", defaults.maxPods())))
        .orElse(defaults);
  }

  private static AdmissionPolicy admission(PluginConfig pods) {
    String policy = pods.text("admission", "queue");
    if (!policy.equals("queue") && !policy.equals("strict")) {
      pods.problem("admission", "is neither queue nor strict", policy);
    }
    return policy.equals("strict") ? AdmissionPolicy.STRICT : AdmissionPolicy.QUEUE;
  }

  private static Backoff backoff(PluginConfig section, String key, Backoff fallback) {
    return new Backoff(
        section.duration(key + "First", fallback.first()),
        section.duration(key + "Limit", fallback.limit()));
  }

  private static Stream<Taint> taint(PluginConfig section, String text) {
    Matcher parts = TAINT.matcher(text);
    if (!parts.matches()) {
      section.problem("taints", "has an entry that is not KEY=VALUE:EFFECT", text);
      return Stream.empty();
    }
    return Stream.of(
        new TaintBuilder()
            .withKey(parts.group(1))
            .withValue(parts.group(2))
            .withEffect(parts.group(3))
            .build());
  }

  private Map<String, PluginConfig> plugins(String kind) {
    Map<String, PluginConfig> sections = new LinkedHashMap<>();
    map(kind, root.get(kind))
        .forEach(
            (name, values) -> {
              String label = kind + "." + name;
              sections.put(name, new PluginConfig(label, map(label, values)));
            });
    return sections;
  }

  /** The settings of a handler lie over the section of its plugin. */
  private Map<String, KubeletConfig.RuntimeHandler> runtimeHandlers() {
    Map<String, Object> sections = map("runtimes", root.get("runtimes"));
    Map<String, KubeletConfig.RuntimeHandler> handlers = new LinkedHashMap<>();
    map("runtimeHandlers", root.get("runtimeHandlers"))
        .forEach(
            (name, value) -> {
              String label = "runtimeHandlers." + name;
              Map<String, Object> values = map(label, value);
              Map<String, Object> own = map(label + ".settings", values.remove("settings"));
              PluginConfig section = new PluginConfig(label, values);
              String runtime = section.text("runtime", "");
              if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
                problems.add(label + " is no name of a runtime handler: " + name);
              }
              if (runtime.isEmpty()) {
                section.problem("runtime", "is missing: the name of a container runtime", "''");
              }
              check(section);
              Map<String, Object> settings = map("runtimes." + runtime, sections.get(runtime));
              settings.putAll(own);
              handlers.put(
                  name,
                  new KubeletConfig.RuntimeHandler(
                      runtime, new PluginConfig(label + ".settings", settings)));
            });
    return handlers;
  }

  private PluginConfig section(String name) {
    return new PluginConfig(name, map(name, root.get(name)));
  }

  private Map<String, Object> map(String label, @Nullable Object value) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> result.put(String.valueOf(key), item));
    } else if (value != null) {
      problems.add(label + " is not a map: " + value);
    }
    return result;
  }

  private static Optional<Path> path(PluginConfig section, String key) {
    return parsed(section, key, text -> Path.of(text).toAbsolutePath().normalize());
  }

  private static <T> Optional<T> parsed(
      PluginConfig section, String key, Function<String, T> parser) {
    Optional<String> text = section.text(key);
    try {
      return text.map(parser);
    } catch (IllegalArgumentException e) {
      section.problem(key, "is not acceptable (" + e.getMessage() + ")", text.orElse(""));
      return Optional.empty();
    }
  }

  private static Path defaultWorkDirectory() {
    return Path.of(System.getProperty("user.home"), ".hpk");
  }

  private void check(PluginConfig section) {
    try {
      section.check();
    } catch (HpkException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private <T> Optional<T> attempt(Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (HpkException | IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}
