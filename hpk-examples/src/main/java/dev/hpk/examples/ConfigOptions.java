package dev.hpk.examples;

import dev.hpk.kubelet.ConfigReader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that stand for values of the configuration; they win over the file. */
final class ConfigOptions {

  @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML.")
  @Nullable Path file;

  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      description = "Batch scheduler; 'hpk plugins' shows which there are.")
  @Nullable String scheduler;

  @Option(names = "--runtime", paramLabel = "NAME", description = "Container runtime.")
  @Nullable String runtime;

  @Option(names = "--translator", paramLabel = "NAME", description = "Pod translator.")
  @Nullable String translator;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Work directory, on the file system that all hosts share.")
  @Nullable Path workDirectory;

  @Option(names = "--node-name", paramLabel = "NAME", description = "Name of the node.")
  @Nullable String nodeName;

  @Option(
      names = "--network",
      paramLabel = "MODE",
      description = "Network of the pods: host, private or cni:NAME.")
  @Nullable String network;

  /** The values of the file with those of the options over them. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    if (file != null) {
      values.putAll(ConfigReader.yaml(file));
    }
    put(values, "scheduler", scheduler);
    put(values, "runtime", runtime);
    put(values, "translator", translator);
    put(values, "workDirectory", workDirectory);
    put(values, "nodeName", nodeName);
    put(values, "network", network);
    return values;
  }

  private static void put(Map<String, Object> values, String key, @Nullable Object value) {
    if (value != null) {
      values.put(key, value.toString());
    }
  }
}
