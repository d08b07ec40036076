package dev.hpk.resolve;

import dev.hpk.api.container.JobVariable;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of a pod that its containers may be told (Kubernetes pkg/fieldpath). */
final class PodFields {

  private static final Pattern SUBSCRIPTED =
      Pattern.compile("metadata\\.(labels|annotations)\\['(.*)'\\]", Pattern.DOTALL);

  private PodFields() {}

  /**
   * The value of a field; empty when there is no such field, or only the job knows it. A label that
   * is not there is "".
   */
  static Optional<String> value(Pod pod, String path) {
    ObjectMeta metadata = pod.getMetadata();
    Matcher subscripted = SUBSCRIPTED.matcher(path);
    if (subscripted.matches()) {
      Map<String, String> map =
          subscripted.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
      return Optional.of(text(map == null ? null : map.get(subscripted.group(2))));
    }
    return switch (path) {
      case "metadata.name" -> Optional.of(text(metadata.getName()));
      case "metadata.namespace" -> Optional.of(text(metadata.getNamespace()));
      case "metadata.uid" -> Optional.of(text(metadata.getUid()));
      case "metadata.labels" -> Optional.of(lines(metadata.getLabels()));
      case "metadata.annotations" -> Optional.of(lines(metadata.getAnnotations()));
      case "spec.nodeName" -> Optional.of(text(pod.getSpec().getNodeName()));
      case "spec.serviceAccountName" -> Optional.of(text(pod.getSpec().getServiceAccountName()));
      default -> Optional.empty();
    };
  }

  /**
   * What a field stands for that only the job knows; empty when it is no such field. The host is
   * the one on which the pod runs.
   */
  static Optional<JobVariable> ofJob(String path) {
    return switch (path) {
      case "status.podIP" -> Optional.of(JobVariable.POD_ADDRESS);
      case "status.podIPs" -> Optional.of(JobVariable.POD_ADDRESSES);
      case "status.hostIP" -> Optional.of(JobVariable.HOST_ADDRESS);
      case "status.hostIPs" -> Optional.of(JobVariable.HOST_ADDRESSES);
      default -> Optional.empty();
    };
  }

  /** Lines {@code key="value"}, sorted by key, the value as Go quotes it. */
  static String lines(@Nullable Map<String, String> map) {
    if (map == null) {
      return "";
    }
    return new TreeMap<>(map)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + GoQuote.quote(entry.getValue()))
            .collect(Collectors.joining("\n"));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
