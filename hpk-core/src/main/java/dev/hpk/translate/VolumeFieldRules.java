package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.refused;

import dev.hpk.api.container.RuntimeAbility;
import java.util.List;

/** What HPK does with the volumes of a pod. */
final class VolumeFieldRules {

  private static final String REFRESHED =
      "changes reach the pod within a minute, all files at once; not mounts with a subPath";

  private static final String CLAIM =
      "bound to a PersistentVolume that is local, hostPath, or nfs where the hosts have it mounted;"
          + " the pod waits until it is bound; its node affinity is for the scheduler";

  static final List<FieldRule> VOLUME =
      List.of(
          honoured("volumes[].name", "", FieldCondition.LABEL),
          honoured("volumes[].configMap", REFRESHED),
          refused("volumes[].csi", "no storage driver runs on the hosts"),
          honoured("volumes[].downwardAPI", REFRESHED),
          honoured(
              "volumes[].emptyDir.medium",
              "Memory: in the host's memory, else in the pod's directory",
              only("", "Memory")),
          honoured(
              "volumes[].emptyDir.sizeLimit",
              "a pod that takes more is evicted; du looks every ten seconds or less often"),
          honoured("volumes[].ephemeral", CLAIM),
          honoured("volumes[].hostPath.path", "with the user's rights"),
          honoured(
              "volumes[].hostPath.type",
              "checked on the host",
              only(
                  "",
                  "DirectoryOrCreate",
                  "Directory",
                  "FileOrCreate",
                  "File",
                  "Socket",
                  "CharDevice",
                  "BlockDevice")),
          honoured("volumes[].image.pullPolicy", ""),
          honoured(
              "volumes[].image.reference",
              "mounted read-only where the runtime can; a subPath of it, too",
              (value, abilities) ->
                  abilities.contains(RuntimeAbility.IMAGE_VOLUMES)
                      ? null
                      : "needs a container runtime that can mount images: " + value.asText()),
          refused("volumes[].iscsi", "mounting it needs rights that a user has not"),
          honoured(
              "volumes[].nfs",
              "where the hosts have it mounted, as the configuration (volumes.nfs) says; the pod"
                  + " waits while that is not known"),
          honoured("volumes[].persistentVolumeClaim", CLAIM),
          honoured("volumes[].projected.defaultMode", ""),
          honoured("volumes[].projected.sources[].clusterTrustBundle", REFRESHED),
          honoured("volumes[].projected.sources[].configMap", REFRESHED),
          honoured("volumes[].projected.sources[].downwardAPI", REFRESHED),
          refused(
              "volumes[].projected.sources[].podCertificate",
              "an API server gives such certificates to the node's own kubelet only"),
          honoured("volumes[].projected.sources[].secret", REFRESHED),
          honoured(
              "volumes[].projected.sources[].serviceAccountToken",
              "bound to the pod, renewed after four fifths of its life"),
          honoured("volumes[].secret", REFRESHED));

  private VolumeFieldRules() {}
}
