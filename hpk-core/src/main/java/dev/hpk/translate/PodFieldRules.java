package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.has;
import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.ignored;
import static dev.hpk.translate.FieldRule.refused;

import dev.hpk.api.container.RuntimeAbility;
import java.util.List;

/** What HPK does with the fields of a pod that concern it as a whole. */
final class PodFieldRules {

  private static final String PLACED = "read by the scheduler that chose this node";
  private static final String SECURITY = "see security-context.md";

  static final List<FieldRule> POD =
      List.of(
          honoured(
              "activeDeadlineSeconds",
              "counts from the pod's start time; the job's time limit is the grace period and a"
                  + " minute longer",
              FieldCondition.NOT_NEGATIVE),
          honoured(
              "affinity",
              "a required nodeAffinity that does not fit the node rejects the pod; all else was"
                  + " read by the scheduler"),
          ignored(
              "automountServiceAccountToken",
              "acted on by the API server, which adds the volume of the token"),
          honoured(
              "dnsConfig",
              "in /etc/resolv.conf",
              has(RuntimeAbility.MOUNTS, "give containers files of their own")),
          honoured(
              "dnsPolicy",
              "in /etc/resolv.conf; without the setting cluster.dns, ClusterFirst is Default, which"
                  + " an event tells",
              only("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")),
          honoured("enableServiceLinks", "variables of Services"),
          honoured(
              "ephemeralContainers",
              "started in the running job, with what containers can have; targetContainerName where"
                  + " the runtime can share processes"),
          honoured(
              "hostAliases",
              "in /etc/hosts",
              has(RuntimeAbility.MOUNTS, "give containers files of their own")),
          honoured("hostIPC", SECURITY, has(RuntimeAbility.HOST_IPC, "share the host's IPC")),
          honoured("hostNetwork", "see also the annotation hpk.dev/network"),
          honoured(
              "hostPID",
              SECURITY,
              has(RuntimeAbility.HOST_PROCESSES, "show containers the host's processes")),
          honoured("hostUsers", SECURITY),
          honoured("hostname", "where the runtime has images"),
          honoured("hostnameOverride", "where the runtime has images"),
          ignored(
              "imagePullSecrets",
              "images are fetched with the credentials that the user gave to the container engine;"
                  + " a registry that wants others shows as ErrImagePull"),
          honoured("nodeName", "the pod is for this node"),
          honoured(
              "nodeSelector",
              "rejected where it does not fit the node; the batch system chooses the host"),
          honoured("os.name", "hosts run Linux", only("linux")),
          honoured("overhead", "added to what the job asks for", FieldCondition.RESOURCES),
          ignored("preemptionPolicy", PLACED),
          ignored("priority", PLACED + "; the batch system has priorities of its own"),
          ignored("priorityClassName", PLACED + "; the batch system has priorities of its own"),
          honoured(
              "readinessGates", "the pod is Ready when these conditions, set by others, are true"),
          refused("resourceClaims", "devices are given by the batch system"),
          refused("resources.claims", "devices are given by the batch system"),
          honoured(
              "resources.limits", "as the request where there is none", FieldCondition.RESOURCES),
          honoured(
              "resources.requests",
              "cpu and memory take the place of the containers' sum",
              FieldCondition.RESOURCES),
          honoured(
              "restartPolicy",
              "with the back-off of a kubelet",
              only("Always", "OnFailure", "Never")),
          honoured("runtimeClassName", "the runtime that the site has set for its handler"),
          ignored("schedulerName", PLACED),
          ignored("schedulingGates", "gone before a pod is bound"),
          ignored("schedulingGroup", PLACED),
          ignored("serviceAccount", "the old name of serviceAccountName"),
          honoured("serviceAccountName", "whose token projected volumes hold"),
          honoured("setHostnameAsFQDN", "of the domain in the setting cluster.domain"),
          honoured(
              "shareProcessNamespace",
              SECURITY,
              has(RuntimeAbility.POD_PROCESSES, "share processes among containers")),
          honoured("subdomain", "in /etc/hosts and with setHostnameAsFQDN"),
          honoured(
              "terminationGracePeriodSeconds",
              "between TERM and KILL",
              FieldCondition.NOT_NEGATIVE),
          honoured("tolerations", "rejected where a taint NoExecute of the node is not tolerated"),
          ignored("topologySpreadConstraints", PLACED));

  private PodFieldRules() {}
}
