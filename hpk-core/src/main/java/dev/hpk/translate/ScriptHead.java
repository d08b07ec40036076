package dev.hpk.translate;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.disk.PodDirectory;
import dev.hpk.translate.ContainerHead.ContainerPlan;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first part of a job script: what this pod is. {@code src/main/bash/README.md} explains it.
 */
record ScriptHead(
    ResolvedPod pod,
    TranslationContext context,
    PodImages images,
    PodMounts mounts,
    SandboxSpec sandbox,
    PodNames names,
    List<ContainerPlan> plans) {

  String text(Duration grace) {
    ScriptWriter script = new ScriptWriter();
    script
        .comment("Pod " + pod.namespace() + "/" + pod.name())
        .assign("HPK_POD_UID", pod.uid())
        .assign("HPK_POD_NAMESPACE", pod.namespace())
        .assign("HPK_POD_NAME", pod.name())
        .assign("HPK_POD_DIR", context.podDirectory().toString())
        .assign("HPK_JOURNAL_DIR", context.journalDirectory().toString())
        .assign("HPK_IMAGE_DIR", context.imageDirectory().toString())
        .assign("HPK_SCRATCH_ROOT", context.scratchDirectory().toString())
        .assign("HPK_GRACE", grace.toSeconds())
        .assign("HPK_DEADLINE", text(pod.pod().getSpec().getActiveDeadlineSeconds()))
        .assign("HPK_DEADLINE_FROM", text(startTime()))
        .assign("HPK_BACKOFF", seconds(context.settings().restartBackoff()))
        .assign("HPK_BACKOFF_LIMIT", seconds(context.settings().restartBackoffLimit()))
        .array("HPK_SCRATCH_DIRS", mounts.scratchDirectories())
        .array("HPK_HOST_PATHS", mounts.hostPaths(), 4)
        .array("HPK_SUB_PATHS", mounts.subPaths(), 3)
        .arrayIfAny("HPK_COPIES", mounts.copies(), 4)
        .arrayIfAny("HPK_IMAGE_VOLUMES", images.volumePairs(pod), 2)
        .arrayIfAny("HPK_LIMITS", StorageLimits.of(pod), 3)
        .arrayIfAny("HPK_PORTS", PodNetwork.ports(pod, sandbox.network()), 3);
    names.write(script);
    PodDns.of(pod, context).write(script, pod, context);
    ImageHead.write(script, images.entries(), !context.settings().pullInJob());
    context.runtime().sandbox(sandbox).ifPresent(holder -> script.function("hpk_sandbox", holder));
    context
        .runtime()
        .sandboxFile(sandbox)
        .map(file -> Command.builder().add("printf", "%s\\n").add(file).build())
        .ifPresent(command -> script.function("hpk_sandbox_file", command));
    new ContainerHead(pod.pod().getSpec(), plans)
        .write(script, context.runtime(), new PodDirectory(context.podDirectory()));
    return script.toString();
  }

  /** From when the deadline counts, as in a kubelet: the pod's startTime. */
  private @Nullable Long startTime() {
    PodStatus status = pod.pod().getStatus();
    String time = status == null ? null : status.getStartTime();
    return time == null ? null : Instant.parse(time).toEpochMilli();
  }

  /** Whole seconds, rounded up: the supervisor knows no parts of them. */
  private static long seconds(Duration duration) {
    return duration.plusNanos(999_999_999).toSeconds();
  }

  private static String text(@Nullable Long number) {
    return number == null ? "" : String.valueOf(number);
  }
}
