package dev.hpk.translate;

import static java.util.Objects.requireNonNullElse;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PodTranslator;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ContainerSpec.Invocation;
import dev.hpk.api.container.Mount;
import dev.hpk.api.container.NetworkMode;
import dev.hpk.api.container.SandboxSpec;
import dev.hpk.api.job.Content;
import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.pod.AddedContainer;
import dev.hpk.api.pod.EnvVariable;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.disk.PodDirectory;
import dev.hpk.translate.ContainerHead.ContainerPlan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One self-contained bash script for each pod: what the pod is, then the supervisor. Stateless, and
 * so safe for use by several threads.
 */
public final class DefaultTranslator implements PodTranslator {

  private static final long DEFAULT_GRACE_SECONDS = 30;

  /** The supervisor ends a pod at its deadline; the batch system only if that failed. */
  private static final Duration TIME_LIMIT_MARGIN = Duration.ofMinutes(1);

  @Override
  public JobSpec translate(ResolvedPod pod, TranslationContext context) {
    Refusals refusals = new Refusals();
    SupportedFields.check(pod.pod(), context.runtime().abilities(), refusals);
    PodSecurity.check(pod, context.runtime().abilities(), refusals);
    ContainerChecks.check(pod, context.runtime(), refusals);
    PodMounts.check(pod, context, refusals);
    NetworkMode network = PodNetwork.of(pod, context, refusals);
    PodNetwork.checkPorts(pod, network, refusals);
    PodNames names = PodNames.of(pod, context, refusals);
    SandboxSpec sandbox =
        PodSandbox.of(pod, names, network, context.runtime().abilities(), refusals);
    refusals.check();

    PodImages images = PodImages.of(pod, context.runtime());
    PodMounts mounts = new PodMounts(pod, context);
    List<ContainerPlan> plans = new ArrayList<>();
    for (ResolvedContainer container : pod.containers()) {
      int index = plans.size();
      plans.add(plan(pod, container, images, index, mounts.of(index, container), sandbox, null));
    }
    ScriptHead head = new ScriptHead(pod, context, images, mounts, sandbox, names, plans);
    PodSpec spec = pod.pod().getSpec();
    Duration grace =
        Duration.ofSeconds(
            requireNonNullElse(spec.getTerminationGracePeriodSeconds(), DEFAULT_GRACE_SECONDS));
    return new JobSpec(
        JobSpec.NAME_PREFIX + pod.uid(),
        context.owner(),
        pod.namespace() + "/" + pod.name(),
        context.podDirectory(),
        "#!/bin/bash\n" + head.text(grace) + SupervisorLibrary.text() + "hpk_main\n",
        PodFiles.of(pod, plans.stream().map(ContainerPlan::words).toList()),
        directories(pod, mounts),
        PodResources.requests(pod),
        timeLimit(spec, grace),
        grace,
        requireNonNullElse(pod.pod().getMetadata().getAnnotations(), Map.of()));
  }

  @Override
  public List<JobFile> add(AddedContainer added, int number, TranslationContext context) {
    ResolvedPod pod = added.pod();
    ResolvedContainer container = added.container();
    Refusals refusals = new Refusals();
    AddedHead.check(added, context.runtime(), refusals);
    PodSecurity.check(pod, context.runtime().abilities(), refusals);
    ContainerChecks.check(pod, context.runtime(), refusals);
    PodMounts.check(pod, context, refusals);
    NetworkMode network = PodNetwork.of(pod, context, refusals);
    PodNames names = PodNames.of(pod, context, refusals);
    SandboxSpec sandbox =
        PodSandbox.of(pod, names, network, context.runtime().abilities(), refusals);
    refusals.check();

    PodImages images = PodImages.of(pod, context.runtime());
    PodMounts mounts = new PodMounts(pod, context);
    AddedHead head = new AddedHead(added, context, images, mounts);
    List<Mount> mounted = mounts.of(head.index(), container);
    ContainerPlan plan = plan(pod, container, images, 0, mounted, sandbox, added.target());
    List<JobFile> files = new ArrayList<>(PodFiles.of(pod, List.of(plan.words())));
    files.add(new JobFile(PodDirectory.added(number), Content.of(head.text(plan)), 0600));
    return files;
  }

  @Override
  public void check(Pod pod, ContainerRuntime runtime) {
    Refusals refusals = new Refusals();
    SupportedFields.check(pod, runtime.abilities(), refusals);
    refusals.check();
  }

  private static ContainerPlan plan(
      ResolvedPod pod,
      ResolvedContainer container,
      PodImages images,
      int index,
      List<Mount> mounts,
      SandboxSpec sandbox,
      @Nullable String target) {
    SecretWords words = new SecretWords(container);
    ContainerSpec described =
        new ContainerSpec(
            pod.uid(),
            container.name(),
            images.plans().get(index),
            invocation(pod, container, words),
            mounts,
            sandbox,
            PodResources.limits(pod, container),
            PodSecurity.isReadOnlyRoot(container),
            PodSecurity.privileges(pod, container),
            PodStreams.of(container),
            target);
    return new ContainerPlan(container, described, words, images.indexes().get(index));
  }

  private static Invocation invocation(
      ResolvedPod pod, ResolvedContainer container, SecretWords words) {
    return new Invocation(
        words.command(),
        words.args(),
        emptyToNull(container.spec().getWorkingDir()),
        container.environment().stream().map(EnvVariable::name).toList(),
        PodSecurity.user(pod, container),
        PodSecurity.group(pod, container));
  }

  private static List<String> directories(ResolvedPod pod, PodMounts mounts) {
    List<String> directories = new ArrayList<>();
    pod.containers().forEach(each -> directories.add(PodDirectory.container(each.name())));
    directories.addAll(mounts.directories());
    return directories;
  }

  private static @Nullable Duration timeLimit(PodSpec spec, Duration grace) {
    Long deadline = spec.getActiveDeadlineSeconds();
    return deadline == null
        ? null
        : Duration.ofSeconds(deadline).plus(grace).plus(TIME_LIMIT_MARGIN);
  }

  private static @Nullable String emptyToNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
