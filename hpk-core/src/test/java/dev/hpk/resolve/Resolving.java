package dev.hpk.resolve;

import dev.hpk.api.container.Word;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedVolume;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Resolves pods written as YAML, with the documents beside them as the cluster. */
final class Resolving {

  static final Resources NODE = new Resources(64_000, 256L << 30, Map.of());

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Resolving() {}

  static ResolveResult resolve(String pod, String... documents) {
    return resolve(new DocumentReader(documents(documents)), pod);
  }

  static ResolveResult resolve(ObjectReader reader, String pod) {
    return new PodResolver(reader, ImageMirrors.NONE).resolve(YAML.unmarshal(pod, Pod.class), NODE);
  }

  static List<HasMetadata> documents(String... documents) {
    return Arrays.stream(documents).map(text -> (HasMetadata) YAML.unmarshal(text)).toList();
  }

  /** A pod with one container, whose further fields are given as YAML flow or block lines. */
  static String pod(String containerFields) {
    return pod(containerFields, "");
  }

  static String pod(String containerFields, String specFields) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          uid: 11111111-2222-3333-4444-555555555555
          labels: {tier: front, app: "we\\"b"}
          annotations: {note: "a\\nb"}
        spec:
          nodeName: hpk-kubelet
          serviceAccountName: builder
        %s
          containers:
          - name: main
            image: busybox
        %s
        """
        .formatted(specFields.indent(2).stripTrailing(), containerFields.indent(4).stripTrailing());
  }

  /** A ConfigMap; the fields are YAML. */
  static String configMap(String name, String fields) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, namespace: shop}\n%s\n"
        .formatted(name, fields);
  }

  /** A Secret; the fields are YAML. */
  static String secret(String name, String fields) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: %s, namespace: shop}\n%s\n"
        .formatted(name, fields);
  }

  static ResolvedContainer main(ResolveResult result) {
    List<ResolvedContainer> containers = result.pod().containers();
    return containers.get(containers.size() - 1);
  }

  /** The variables of the last container, in order. */
  static Map<String, String> environment(ResolveResult result) {
    Map<String, String> values = new LinkedHashMap<>();
    main(result)
        .environment()
        .forEach(variable -> values.put(variable.name(), text(variable.value())));
    return values;
  }

  /** A word that is text only. */
  static String text(Word word) {
    return word.text().orElseThrow(() -> new AssertionError("no text: " + word));
  }

  static EnvVariable variable(ResolveResult result, String name) {
    return main(result).environment().stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no variable " + name));
  }

  /** The files of a volume by path. */
  static Map<String, ResolvedVolume.VolumeFile> files(ResolveResult result, String volume) {
    Map<String, ResolvedVolume.VolumeFile> files = new LinkedHashMap<>();
    ((ResolvedVolume.Files) result.pod().volumes().get(volume))
        .files()
        .forEach(file -> files.put(file.path(), file));
    return files;
  }
}
