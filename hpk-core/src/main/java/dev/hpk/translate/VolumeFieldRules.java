package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.ignored;
import static dev.hpk.translate.FieldRule.refused;

import java.util.List;

/** What HPK does with the volumes of a pod. */
final class VolumeFieldRules {

  private static final String REFRESHED =
      "changes reach the pod within a minute, all files at once; not mounts with a subPath";

  static final List<FieldRule> VOLUME =
      List.of(
          honoured("volumes[].name", "", FieldCondition.LABEL),
          honoured("volumes[].configMap", REFRESHED),
          refused("volumes[].csi", "no storage driver runs on the hosts"),
          honoured("volumes[].downwardAPI", REFRESHED),
          honoured(
              "volumes[].emptyDir.medium",
              "Memory: in the job's scratch directory on the host, else in the pod's directory",
              only("", "Memory")),
          ignored("volumes[].emptyDir.sizeLimit", "not enforced: no pod is evicted for it"),
          refused("volumes[].ephemeral", "claims are not bound yet"),
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
          refused("volumes[].image", "images are not mounted yet"),
          refused("volumes[].iscsi", "mounting it needs rights that a user has not"),
          refused("volumes[].nfs", "mounting it needs rights that a user has not"),
          refused("volumes[].persistentVolumeClaim", "claims are not bound yet"),
          honoured("volumes[].projected.defaultMode", ""),
          refused("volumes[].projected.sources[].clusterTrustBundle", "not read yet"),
          honoured("volumes[].projected.sources[].configMap", REFRESHED),
          honoured("volumes[].projected.sources[].downwardAPI", REFRESHED),
          refused("volumes[].projected.sources[].podCertificate", "not asked for yet"),
          honoured("volumes[].projected.sources[].secret", REFRESHED),
          honoured(
              "volumes[].projected.sources[].serviceAccountToken",
              "bound to the pod, renewed after four fifths of its life"),
          honoured("volumes[].secret", REFRESHED));

  private VolumeFieldRules() {}
}
