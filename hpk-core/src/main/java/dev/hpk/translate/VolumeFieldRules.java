package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.ignored;
import static dev.hpk.translate.FieldRule.refused;

import java.util.List;

/** What HPK does with the volumes of a pod. */
final class VolumeFieldRules {

  static final List<FieldRule> VOLUME =
      List.of(
          honoured("volumes[].name", "", FieldCondition.LABEL),
          honoured("volumes[].configMap", "as it was when the pod was submitted"),
          refused("volumes[].csi", "no storage driver runs on the hosts"),
          honoured("volumes[].downwardAPI", "as it was when the pod was submitted"),
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
          honoured("volumes[].projected.sources[].configMap", ""),
          honoured("volumes[].projected.sources[].downwardAPI", ""),
          refused("volumes[].projected.sources[].podCertificate", "not asked for yet"),
          honoured("volumes[].projected.sources[].secret", ""),
          honoured(
              "volumes[].projected.sources[].serviceAccountToken",
              "made when the pod is submitted"),
          honoured("volumes[].secret", "as it was when the pod was submitted"));

  private VolumeFieldRules() {}
}
