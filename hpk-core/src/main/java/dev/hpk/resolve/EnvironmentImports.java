package dev.hpk.resolve;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The variables of a container's envFrom: every key of a ConfigMap or a Secret. */
final class EnvironmentImports {

  /** Kubernetes IsEnvVarName. */
  private static final Pattern NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

  private final PodObjects objects;
  private final String container;
  private final List<ResolveWarning> warnings;

  EnvironmentImports(PodObjects objects, String container, List<ResolveWarning> warnings) {
    this.objects = objects;
    this.container = container;
    this.warnings = warnings;
  }

  /** Adds them in the order of the pod, keys of one object in theirs. */
  void addAll(List<EnvFromSource> sources, String field, EnvironmentValues values)
      throws MissingException {
    int index = 0;
    for (EnvFromSource source : sources) {
      String place = field + ".envFrom[" + index++ + "]";
      String prefix = source.getPrefix() == null ? "" : source.getPrefix();
      Text.ofPod(prefix, place + ".prefix");
      if (source.getConfigMapRef() != null) {
        addConfigMap(
            source.getConfigMapRef().getName(),
            source.getConfigMapRef().getOptional(),
            prefix,
            values);
      } else if (source.getSecretRef() != null) {
        addSecret(
            source.getSecretRef().getName(), source.getSecretRef().getOptional(), prefix, values);
      }
    }
  }

  private void addConfigMap(
      String name, @Nullable Boolean optional, String prefix, EnvironmentValues values)
      throws MissingException {
    Optional<ConfigMap> configMap = objects.configMap(name, optional);
    if (configMap.isEmpty() || configMap.get().getData() == null) {
      return;
    }
    List<String> skipped = new ArrayList<>();
    for (Map.Entry<String, String> entry : new TreeMap<>(configMap.get().getData()).entrySet()) {
      String variable = prefix + entry.getKey();
      if (!NAME.matcher(variable).matches()) {
        skipped.add(variable);
        continue;
      }
      String place =
          "key %s in ConfigMap %s/%s".formatted(entry.getKey(), objects.namespace(), name);
      values.put(variable, Value.open(Text.ofObject(entry.getValue(), place)));
    }
    warn(skipped, "configMap", name);
  }

  /**
   * As a kubelet, and names that no shell can export are skipped too: a secret cannot be handed
   * over in any other way.
   */
  private void addSecret(
      String name, @Nullable Boolean optional, String prefix, EnvironmentValues values)
      throws MissingException {
    Optional<Map<String, byte[]>> secret = objects.secret(name, optional);
    if (secret.isEmpty()) {
      return;
    }
    List<String> skipped = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : secret.get().entrySet()) {
      String variable = prefix + entry.getKey();
      if (!ShellName.isExportable(variable)) {
        skipped.add(variable);
        continue;
      }
      String place = "key %s in Secret %s/%s".formatted(entry.getKey(), objects.namespace(), name);
      values.put(variable, Value.secret(Text.ofBytes(entry.getValue(), place)));
    }
    warn(skipped, "secret", name);
  }

  private void warn(List<String> skipped, String kind, String name) {
    if (skipped.isEmpty()) {
      return;
    }
    warnings.add(
        new ResolveWarning(
            "InvalidEnvironmentVariableNames",
            "Keys [%s] from the EnvFrom %s %s/%s were skipped since they are considered invalid"
                    .formatted(String.join(", ", skipped), kind, objects.namespace(), name)
                + " environment variable names.",
            container));
  }
}
