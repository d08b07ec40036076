package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.ignored;
import static dev.hpk.translate.FieldRule.refused;

import java.util.List;

/** What HPK does with the fields of a pod that concern it as a whole. */
final class PodFieldRules {

  private static final String PLACED = "read by the scheduler that chose this node";
  private static final String UNPRIVILEGED =
      "containers run with the rights of the job's user and can gain none";
  private static final String UNSEEN = "the container runtime decides what containers see of it";

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
          refused("dnsConfig", "containers use the resolver of the host"),
          ignored(
              "dnsPolicy",
              "containers use the resolver of the host",
              only("ClusterFirst", "ClusterFirstWithHostNet", "Default")),
          honoured("enableServiceLinks", "variables of Services"),
          honoured(
              "ephemeralContainers",
              "started in the running job, with what containers can have; targetContainerName where"
                  + " the runtime can share processes"),
          refused("hostAliases", "/etc/hosts is that of the host"),
          refused("hostIPC", UNSEEN),
          honoured("hostNetwork", "see also the annotation hpk.dev/network"),
          refused("hostPID", UNSEEN),
          ignored("hostUsers", UNPRIVILEGED),
          honoured("hostname", "where the network is the pod's own"),
          refused("hostnameOverride", "the name of a pod is its hostname or its own"),
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
          refused("setHostnameAsFQDN", "there is no cluster DNS on the hosts"),
          refused("shareProcessNamespace", "containers have process namespaces of their own"),
          ignored("subdomain", "there is no cluster DNS on the hosts"),
          honoured(
              "terminationGracePeriodSeconds",
              "between TERM and KILL",
              FieldCondition.NOT_NEGATIVE),
          honoured("tolerations", "rejected where a taint NoExecute of the node is not tolerated"),
          ignored("topologySpreadConstraints", PLACED));

  private PodFieldRules() {}
}
