package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.has;
import static dev.hpk.translate.FieldCondition.needs;
import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.ignored;
import static dev.hpk.translate.FieldRule.refused;

import dev.hpk.api.container.RuntimeAbility;
import java.util.List;

/** What HPK does with the security contexts of a pod and of its containers. */
final class SecurityFieldRules {

  private static final String SEE = "see security-context.md";
  private static final String LABELS = "as on a node without SELinux: the labels stay the job's";
  private static final String WINDOWS = "hosts run Linux";
  private static final String SECCOMP =
      "a process can do no more than the job's user can without a container";
  private static final FieldCondition NO_FILTER = only("RuntimeDefault", "Unconfined");

  static final List<FieldRule> POD_SECURITY =
      List.of(
          honoured("securityContext.appArmorProfile", "Unconfined only; " + SEE),
          ignored(
              "securityContext.fsGroup",
              "volumes belong to the user of the job, as whom every container runs"),
          ignored("securityContext.fsGroupChangePolicy", "nothing has to be changed"),
          honoured("securityContext.runAsGroup", SEE, FieldCondition.USER),
          honoured("securityContext.runAsNonRoot", SEE),
          honoured("securityContext.runAsUser", SEE, FieldCondition.USER),
          ignored("securityContext.seLinuxChangePolicy", "goes with seLinuxOptions"),
          ignored("securityContext.seLinuxOptions", LABELS),
          ignored("securityContext.seccompProfile.type", SECCOMP, NO_FILTER),
          refused("securityContext.seccompProfile.localhostProfile", SECCOMP),
          honoured(
              "securityContext.supplementalGroups",
              SEE,
              has(RuntimeAbility.SUPPLEMENTAL_GROUPS, "give processes further groups")),
          ignored(
              "securityContext.supplementalGroupsPolicy",
              "the groups are those that the pod names, and no others of the image"),
          honoured("securityContext.sysctls", SEE),
          refused("securityContext.windowsOptions", WINDOWS));

  static final List<FieldRule> CONTAINER_SECURITY =
      List.of(
          honoured("containers[].securityContext.allowPrivilegeEscalation", SEE),
          honoured("containers[].securityContext.appArmorProfile", "Unconfined only; " + SEE),
          honoured(
              "containers[].securityContext.capabilities",
              "within the container's user namespace; " + SEE,
              FieldCondition.CAPABILITIES),
          refused(
              "containers[].securityContext.privileged",
              "privileged containers are disallowed: the job's user has no such rights to give"),
          honoured("containers[].securityContext.procMount", SEE, only("Default", "Unmasked")),
          honoured(
              "containers[].securityContext.readOnlyRootFilesystem",
              SEE,
              needs(RuntimeAbility.READ_ONLY_ROOT)),
          honoured("containers[].securityContext.runAsGroup", SEE, FieldCondition.USER),
          honoured("containers[].securityContext.runAsNonRoot", SEE),
          honoured("containers[].securityContext.runAsUser", SEE, FieldCondition.USER),
          ignored("containers[].securityContext.seLinuxOptions", LABELS),
          ignored("containers[].securityContext.seccompProfile.type", SECCOMP, NO_FILTER),
          refused("containers[].securityContext.seccompProfile.localhostProfile", SECCOMP),
          refused("containers[].securityContext.windowsOptions", WINDOWS));

  private SecurityFieldRules() {}
}
