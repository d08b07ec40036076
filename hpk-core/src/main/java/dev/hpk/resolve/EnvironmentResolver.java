package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.container.JobVariable;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of a container (kubelet makeEnvironmentVariables): those of envFrom in their order,
 * then those of env, and behind them those of Services.
 */
final class EnvironmentResolver {

  private final Pod pod;
  private final PodObjects objects;
  private final ContainerResources resources;

  EnvironmentResolver(Pod pod, PodObjects objects, ContainerResources resources) {
    this.pod = pod;
    this.objects = objects;
    this.resources = resources;
  }

  /**
   * The variables of one container.
   *
   * @param field the container's path in the pod
   * @param warnings takes what its owner should know
   */
  EnvironmentValues resolve(Container container, String field, List<ResolveWarning> warnings)
      throws MissingException {
    EnvironmentValues values = new EnvironmentValues(objects.serviceVariables());
    new EnvironmentImports(objects, container.getName(), warnings)
        .addAll(container.getEnvFrom(), field, values);
    int index = 0;
    for (EnvVar variable : container.getEnv()) {
      String place = field + ".env[" + index++ + "]";
      Optional<Value> value = value(variable, container, values, place);
      if (value.isPresent()) {
        values.put(checkedName(variable.getName(), value.get(), place), value.get());
      }
    }
    return values;
  }

  /** A secret can only be handed over in a shell's environment: elsewhere others could read it. */
  private static String checkedName(String name, Value value, String place) {
    Text.ofPod(name, place + ".name");
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      throw new PodRefusedException(place + ".name", "is no variable name: '" + name + "'");
    }
    if (value.secret() && !ShellName.isExportable(name)) {
      throw new PodRefusedException(
          place + ".name",
          "is no name that a shell exports, as a secret variable needs: '" + name + "'");
    }
    return name;
  }

  private Optional<Value> value(
      EnvVar variable, Container container, EnvironmentValues values, String place)
      throws MissingException {
    if (variable.getValue() != null && !variable.getValue().isEmpty()) {
      return Optional.of(values.expand(Text.ofPod(variable.getValue(), place + ".value")));
    }
    EnvVarSource source = variable.getValueFrom();
    if (source == null) {
      return Optional.of(Value.open(""));
    }
    String from = place + ".valueFrom";
    if (source.getFieldRef() != null) {
      return Optional.of(field(source.getFieldRef(), from + ".fieldRef"));
    }
    if (source.getResourceFieldRef() != null) {
      return Optional.of(
          Value.open(
              resources.value(
                  source.getResourceFieldRef(), container, from + ".resourceFieldRef")));
    }
    if (source.getConfigMapKeyRef() != null) {
      return configMapKey(source.getConfigMapKeyRef());
    }
    if (source.getSecretKeyRef() != null) {
      return secretKey(source.getSecretKeyRef());
    }
    throw new PodRefusedException(from, "names a source that is not supported");
  }

  private Value field(ObjectFieldSelector selector, String place) {
    String path = String.valueOf(selector.getFieldPath());
    Optional<JobVariable> late = PodFields.ofJob(path);
    if (late.isPresent()) {
      return Value.ofJob(late.get());
    }
    String value =
        PodFields.value(pod, path)
            .orElseThrow(
                () ->
                    new PodRefusedException(
                        place + ".fieldPath", "is not supported: '" + path + "'"));
    return Value.open(Text.ofPod(value, place));
  }

  private Optional<Value> configMapKey(ConfigMapKeySelector selector) throws MissingException {
    Optional<ConfigMap> configMap = objects.configMap(selector.getName(), selector.getOptional());
    if (configMap.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> data = configMap.get().getData();
    String text = data == null ? null : data.get(selector.getKey());
    String place =
        "key %s in ConfigMap %s/%s"
            .formatted(selector.getKey(), objects.namespace(), selector.getName());
    if (text == null) {
      return absent(place, Boolean.TRUE.equals(selector.getOptional()));
    }
    return Optional.of(Value.open(Text.ofObject(text, place)));
  }

  private Optional<Value> secretKey(SecretKeySelector selector) throws MissingException {
    Optional<Map<String, byte[]>> secret =
        objects.secret(selector.getName(), selector.getOptional());
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = secret.get().get(selector.getKey());
    String place =
        "key %s in Secret %s/%s"
            .formatted(selector.getKey(), objects.namespace(), selector.getName());
    if (bytes == null) {
      return absent(place, Boolean.TRUE.equals(selector.getOptional()));
    }
    return Optional.of(Value.secret(Text.ofBytes(bytes, place)));
  }

  private static Optional<Value> absent(String place, boolean optional) throws MissingException {
    if (optional) {
      return Optional.empty();
    }
    throw new MissingException("couldn't find " + place);
  }
}
