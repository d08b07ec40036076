package dev.hpk.translate;

import static dev.hpk.translate.FieldCondition.only;
import static dev.hpk.translate.FieldCondition.onlyWith;
import static dev.hpk.translate.FieldRule.honoured;
import static dev.hpk.translate.FieldRule.ignored;
import static dev.hpk.translate.FieldRule.refused;

import dev.hpk.api.container.RuntimeAbility;
import java.util.List;

/** What HPK does with the fields of a container. */
final class ContainerFieldRules {

  private static final String PROBES =
      "run beside the container on its host; HTTPS by the host's openssl or curl, a host without"
          + " them fails such probes";
  private static final String HOOK_EXEC = "run in the container, with its variables";
  private static final String HOOK_HTTP =
      "sent on the container's host; any answer will do, as with a kubelet";
  private static final String HOOK_SOCKET = "fails when its time comes, as with a kubelet";

  static final List<FieldRule> CONTAINER =
      List.of(
          honoured("containers[].args", "expanded; take the place of the image's command"),
          honoured("containers[].command", "expanded; takes the place of the image's entrypoint"),
          honoured("containers[].env[].name", ""),
          honoured("containers[].env[].value", "expanded"),
          honoured("containers[].env[].valueFrom.configMapKeyRef", ""),
          honoured("containers[].env[].valueFrom.fieldRef", ""),
          refused("containers[].env[].valueFrom.fileKeyRef", "files of variables are not read yet"),
          honoured("containers[].env[].valueFrom.resourceFieldRef", ""),
          honoured("containers[].env[].valueFrom.secretKeyRef", "never in the job script"),
          honoured("containers[].envFrom[].configMapRef", ""),
          honoured("containers[].envFrom[].prefix", ""),
          honoured("containers[].envFrom[].secretRef", "never in the job script"),
          honoured("containers[].image", "a path of the host names a file"),
          honoured("containers[].imagePullPolicy", ""),
          honoured(
              "containers[].lifecycle.postStart.exec", HOOK_EXEC, onlyWith(RuntimeAbility.ENTER)),
          honoured("containers[].lifecycle.postStart.httpGet", HOOK_HTTP),
          honoured("containers[].lifecycle.postStart.sleep", ""),
          honoured("containers[].lifecycle.postStart.tcpSocket", HOOK_SOCKET),
          honoured(
              "containers[].lifecycle.preStop.exec", HOOK_EXEC, onlyWith(RuntimeAbility.ENTER)),
          honoured("containers[].lifecycle.preStop.httpGet", HOOK_HTTP),
          honoured("containers[].lifecycle.preStop.sleep", ""),
          honoured("containers[].lifecycle.preStop.tcpSocket", HOOK_SOCKET),
          honoured(
              "containers[].lifecycle.stopSignal",
              "where there is none the image's, else TERM",
              FieldCondition.SIGNAL),
          honoured("containers[].livenessProbe", PROBES, FieldCondition.PROBE),
          honoured("containers[].name", "", FieldCondition.LABEL),
          ignored("containers[].ports[].containerPort", "containers listen where they like"),
          ignored(
              "containers[].ports[].hostIP",
              "the host's network has all addresses",
              only("", "0.0.0.0", "::")),
          honoured(
              "containers[].ports[].hostPort", "in the host's network, if it is the containerPort"),
          ignored("containers[].ports[].name", "for Services"),
          ignored("containers[].ports[].protocol", "for Services"),
          honoured("containers[].readinessProbe", PROBES, FieldCondition.PROBE),
          ignored("containers[].resizePolicy", "a job's size does not change"),
          refused("containers[].resources.claims", "devices are given by the batch system"),
          honoured(
              "containers[].resources.limits",
              "cpu, memory and extended resources; as the request where there is none;"
                  + " a pod that takes more ephemeral-storage is evicted",
              FieldCondition.RESOURCES),
          honoured(
              "containers[].resources.requests",
              "the job asks for the sum of containers and sidecars, at least for the largest init"
                  + " container; ephemeral-storage counts for the admission only",
              FieldCondition.RESOURCES),
          honoured(
              "containers[].restartPolicy",
              "takes the place of the pod's",
              only("Always", "OnFailure", "Never")),
          honoured(
              "initContainers[].restartPolicy",
              "Always makes it a sidecar; others take the place of the pod's",
              only("Always", "OnFailure", "Never")),
          honoured(
              "containers[].restartPolicyRules[].action",
              "the container is started again; a pod is not started again as a whole",
              only("Restart")),
          honoured("containers[].restartPolicyRules[].exitCodes.operator", "", only("In", "NotIn")),
          honoured("containers[].restartPolicyRules[].exitCodes.values", ""),
          honoured("containers[].startupProbe", PROBES, FieldCondition.PROBE),
          honoured("containers[].stdin", "open for clients that attach; else empty"),
          honoured("containers[].stdinOnce", "ends with the first client that attached"),
          honoured("containers[].terminationMessagePath", "where the runtime can mount"),
          honoured(
              "containers[].terminationMessagePolicy", "", only("File", "FallbackToLogsOnError")),
          honoured("containers[].tty", "made by script(1), which the host must have"),
          refused("containers[].volumeDevices", "block devices need rights that a user has not"),
          honoured("containers[].volumeMounts[].mountPath", ""),
          honoured(
              "containers[].volumeMounts[].mountPropagation",
              "HostToContainer where the runtime can, and then with None, too; nothing that a"
                  + " container mounts reaches the host",
              FieldCondition.PROPAGATION),
          honoured("containers[].volumeMounts[].name", ""),
          honoured("containers[].volumeMounts[].readOnly", ""),
          honoured(
              "containers[].volumeMounts[].recursiveReadOnly",
              "Enabled where nothing can be mounted below: everywhere but on paths of the host",
              only("Disabled", "IfPossible", "Enabled")),
          honoured("containers[].volumeMounts[].subPath", "never leads out of the volume"),
          honoured("containers[].volumeMounts[].subPathExpr", "refused with a secret in it"),
          honoured("containers[].workingDir", ""));

  private ContainerFieldRules() {}
}
