package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.needs;
import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.ignored;
import static dev.hpk.translate.FieldRule.refused;

import dev.hpk.api.container.RuntimeAbility;
import java.util.List;

/** What HPK does with the security contexts of a pod and of its containers. */
final class SecurityFieldRules {

  private static final String UNPRIVILEGED =
      "containers run with the rights of the job's user and can gain none";
  private static final String USER =
      "needs a runtime that can choose the user; 0 is enough for one with fakeroot";
  private static final String LABELS = "no security module of the host is under the user's control";
  private static final String WINDOWS = "hosts run Linux";

  static final List<FieldRule> POD_SECURITY =
      List.of(
          ignored(
              "securityContext.appArmorProfile.type",
              UNPRIVILEGED,
              only("RuntimeDefault", "Unconfined")),
          refused("securityContext.appArmorProfile.localhostProfile", LABELS),
          ignored(
              "securityContext.fsGroup",
              "volumes belong to the user of the job, as whom every container runs"),
          ignored("securityContext.fsGroupChangePolicy", "nothing has to be changed"),
          honoured("securityContext.runAsGroup", USER, FieldCondition.USER),
          honoured(
              "securityContext.runAsNonRoot",
              "outside a container even its root is the user of the job; a contradiction to"
                  + " runAsUser is refused"),
          honoured("securityContext.runAsUser", USER, FieldCondition.USER),
          ignored("securityContext.seLinuxChangePolicy", "goes with seLinuxOptions"),
          refused("securityContext.seLinuxOptions", LABELS),
          ignored(
              "securityContext.seccompProfile.type",
              UNPRIVILEGED,
              only("RuntimeDefault", "Unconfined")),
          refused("securityContext.seccompProfile.localhostProfile", LABELS),
          refused(
              "securityContext.supplementalGroups",
              "a process has the groups that the user has on the host"),
          ignored("securityContext.supplementalGroupsPolicy", "goes with supplementalGroups"),
          refused("securityContext.sysctls", "they need rights that a user has not"),
          refused("securityContext.windowsOptions", WINDOWS));

  static final List<FieldRule> CONTAINER_SECURITY =
      List.of(
          ignored("containers[].securityContext.allowPrivilegeEscalation", UNPRIVILEGED),
          ignored(
              "containers[].securityContext.appArmorProfile.type",
              UNPRIVILEGED,
              only("RuntimeDefault", "Unconfined")),
          refused("containers[].securityContext.appArmorProfile.localhostProfile", LABELS),
          refused("containers[].securityContext.capabilities.add", UNPRIVILEGED),
          ignored("containers[].securityContext.capabilities.drop", UNPRIVILEGED),
          refused("containers[].securityContext.privileged", UNPRIVILEGED),
          ignored(
              "containers[].securityContext.procMount", "the engine's default", only("Default")),
          honoured(
              "containers[].securityContext.readOnlyRootFilesystem",
              "needs a runtime that can mount the image read-only",
              needs(RuntimeAbility.READ_ONLY_ROOT)),
          honoured("containers[].securityContext.runAsGroup", USER, FieldCondition.USER),
          honoured(
              "containers[].securityContext.runAsNonRoot",
              "outside a container even its root is the user of the job; a contradiction to"
                  + " runAsUser is refused"),
          honoured("containers[].securityContext.runAsUser", USER, FieldCondition.USER),
          refused("containers[].securityContext.seLinuxOptions", LABELS),
          ignored(
              "containers[].securityContext.seccompProfile.type",
              UNPRIVILEGED,
              only("RuntimeDefault", "Unconfined")),
          refused("containers[].securityContext.seccompProfile.localhostProfile", LABELS),
          refused("containers[].securityContext.windowsOptions", WINDOWS));

  private SecurityFieldRules() {}
}
