package dev.hpk.resolve;

import dev.hpk.api.PodRefusedException;
import dev.hpk.api.pod.ResolvedVolume.VolumeFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of projected and downwardAPI volumes (kubelet pkg/volume/projected, downwardapi). */
final class ProjectedFiles {

  static final String MISSING_CONFIG_KEY = "configmap references non-existent config key: ";
  static final String MISSING_SECRET_KEY = "references non-existent secret key: ";

  private static final long DEFAULT_EXPIRATION_SECONDS = 3600;

  private final Pod pod;
  private final PodObjects objects;
  private final ContainerResources resources;

  ProjectedFiles(Pod pod, PodObjects objects, ContainerResources resources) {
    this.pod = pod;
    this.objects = objects;
    this.resources = resources;
  }

  /**
   * The files of a projected volume; of two sources with one path the later one counts.
   *
   * @param field the source's path in the pod, for messages
   * @throws MissingException that tells of everything that is missing
   */
  List<VolumeFile> files(ProjectedVolumeSource source, String field) throws MissingException {
    // First without tokens: none is made while anything else is missing.
    collect(source, false, field);
    return collect(source, true, field).files();
  }

  private VolumeFiles collect(ProjectedVolumeSource source, boolean withTokens, String field)
      throws MissingException {
    VolumeFiles files = new VolumeFiles(source.getDefaultMode(), field + ".defaultMode");
    List<String> problems = new ArrayList<>();
    int index = 0;
    for (VolumeProjection projection : source.getSources()) {
      String place = field + ".sources[" + index++ + "]";
      if (withTokens || projection.getServiceAccountToken() == null) {
        try {
          add(projection, files, place);
        } catch (MissingException e) {
          problems.add(e.text());
        }
      }
    }
    if (problems.isEmpty()) {
      return files;
    }
    throw new MissingException(
        problems.size() == 1 ? problems.get(0) : "[" + String.join(", ", problems) + "]");
  }

  /** Adds files that tell of the pod itself. */
  void addFields(List<DownwardAPIVolumeFile> items, VolumeFiles files, String field) {
    int index = 0;
    for (DownwardAPIVolumeFile item : items) {
      String place = field + ".items[" + index++ + "]";
      files.add(
          item.getPath(),
          value(item, place).getBytes(StandardCharsets.UTF_8),
          item.getMode(),
          place);
    }
  }

  private String value(DownwardAPIVolumeFile item, String place) {
    if (item.getFieldRef() != null) {
      String path = String.valueOf(item.getFieldRef().getFieldPath());
      return PodFields.value(pod, path)
          .orElseThrow(
              () ->
                  new PodRefusedException(
                      place + ".fieldRef.fieldPath", "is not supported: '" + path + "'"));
    }
    if (item.getResourceFieldRef() != null) {
      return resources.value(item.getResourceFieldRef(), null, place + ".resourceFieldRef");
    }
    throw new PodRefusedException(place, "has neither fieldRef nor resourceFieldRef");
  }

  private void add(VolumeProjection projection, VolumeFiles files, String place)
      throws MissingException {
    if (projection.getConfigMap() != null) {
      Optional<ConfigMap> configMap =
          objects.configMap(
              projection.getConfigMap().getName(), projection.getConfigMap().getOptional());
      files.addAll(
          configMap.isPresent() ? objects.files(configMap.get()) : Map.of(),
          projection.getConfigMap().getItems(),
          projection.getConfigMap().getOptional(),
          MISSING_CONFIG_KEY,
          place + ".configMap");
    } else if (projection.getSecret() != null) {
      files.addAll(
          objects
              .secret(projection.getSecret().getName(), projection.getSecret().getOptional())
              .orElse(Map.of()),
          projection.getSecret().getItems(),
          projection.getSecret().getOptional(),
          MISSING_SECRET_KEY,
          place + ".secret");
    } else if (projection.getDownwardAPI() != null) {
      addFields(projection.getDownwardAPI().getItems(), files, place + ".downwardAPI");
    } else if (projection.getServiceAccountToken() != null) {
      addToken(projection.getServiceAccountToken(), files, place + ".serviceAccountToken");
    } else if (projection.getClusterTrustBundle() != null) {
      files.add(
          projection.getClusterTrustBundle().getPath(),
          objects.certificates(projection.getClusterTrustBundle()).getBytes(StandardCharsets.UTF_8),
          null,
          place + ".clusterTrustBundle");
    } else {
      throw new PodRefusedException(place, "is a source of a kind that is not supported");
    }
  }

  private void addToken(ServiceAccountTokenProjection source, VolumeFiles files, String place)
      throws MissingException {
    try {
      String token = objects.token(audiences(source), seconds(source));
      files.add(source.getPath(), token.getBytes(StandardCharsets.UTF_8), null, place);
    } catch (TokenRefusedException e) {
      throw new MissingException("failed to fetch token: " + e.getMessage());
    }
  }

  /** Whom a token is for; none is the API server itself. */
  static List<String> audiences(ServiceAccountTokenProjection source) {
    String audience = source.getAudience();
    return audience == null || audience.isEmpty() ? List.of() : List.of(audience);
  }

  /** How long a token is to be good. */
  static long seconds(ServiceAccountTokenProjection source) {
    Long seconds = source.getExpirationSeconds();
    return seconds == null ? DEFAULT_EXPIRATION_SECONDS : seconds;
  }
}
