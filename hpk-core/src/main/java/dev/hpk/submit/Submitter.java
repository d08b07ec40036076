package dev.hpk.submit;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.HpkException;
import dev.hpk.api.PodTranslator;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.container.RuntimeAbility;
import dev.hpk.api.job.JobId;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.SubmitAttempt;
import dev.hpk.api.pod.AddedContainer;
import dev.hpk.api.pod.ResolvedContainer;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.ResolvedVolume.Image;
import dev.hpk.api.pod.TranslationContext;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way of a resolved pod into the batch system. Each step may be repeated. Used by the worker
 * that has the pod's lane.
 */
public final class Submitter {

  private final PodTranslator translator;
  private final BatchScheduler scheduler;
  private final @Nullable ImagePuller puller;
  private final BiFunction<ContainerRuntime, String, TranslationContext> contexts;
  private final Clock clock;

  /**
   * An image that keeps a pod from being submitted.
   *
   * @param container the first container that needs it
   * @param image as it stands in the pod
   * @param answer how it stands
   */
  public record Missing(String container, String image, ImagePuller.Answer answer) {}

  private record Needed(ImagePlan plan, PullPolicy policy, String container, String image) {}

  /**
   * @param puller null when images are fetched inside the jobs
   * @param contexts where the pod of a uid is translated, for the runtime that it has
   * @param clock names the contents of volumes
   */
  public Submitter(
      PodTranslator translator,
      BatchScheduler scheduler,
      @Nullable ImagePuller puller,
      BiFunction<ContainerRuntime, String, TranslationContext> contexts,
      Clock clock) {
    this.translator = translator;
    this.scheduler = scheduler;
    this.puller = puller;
    this.contexts = contexts;
    this.clock = clock;
  }

  /**
   * Refuses a pod that can never run here, before anything that it names is waited for.
   *
   * @throws dev.hpk.api.PodRefusedException that names every field in question
   */
  public void check(Pod pod, ContainerRuntime runtime) {
    translator.check(pod, runtime);
  }

  /** The job of a pod. */
  public JobSpec translate(ResolvedPod pod, ContainerRuntime runtime) {
    JobSpec job = translator.translate(pod, contexts.apply(runtime, pod.uid()));
    if (job == null) {
      throw new HpkException(
          HpkException.Kind.INTERNAL,
          "translator " + translator.getClass().getName() + " answered null for a pod");
    }
    return job;
  }

  /**
   * The first image that is not there yet; pulls of all that are missing begin.
   *
   * @param since when the pod was accepted: an older pull does not count for policy Always
   * @param wake is told the pod's uid when it is worth asking again
   */
  public Optional<Missing> missingImage(
      ResolvedPod pod, ContainerRuntime runtime, Instant since, Consumer<String> wake) {
    if (puller == null || !runtime.abilities().contains(RuntimeAbility.IMAGES)) {
      return Optional.empty();
    }
    Missing first = null;
    for (Needed needed : needed(pod, runtime)) {
      ImagePuller.Answer answer =
          puller.ask(needed.plan(), needed.policy(), since, pod.uid(), wake);
      boolean missing = answer.standing() != ImagePuller.Standing.PRESENT;
      if (missing && (first == null || isWorse(answer, first.answer()))) {
        first = new Missing(needed.container(), needed.image(), answer);
      }
    }
    return Optional.ofNullable(first);
  }

  /** Every image of a pod, with a container that needs it: its own, or one that it mounts. */
  private static List<Needed> needed(ResolvedPod pod, ContainerRuntime runtime) {
    List<Needed> needed = new ArrayList<>();
    for (ResolvedContainer container : pod.containers()) {
      needed.add(
          new Needed(
              runtime.image(container.source()),
              container.pullPolicy(),
              container.name(),
              container.spec().getImage()));
      for (ResolvedContainer.ResolvedMount mount : container.mounts()) {
        if (pod.volumes().get(mount.volume()) instanceof Image image) {
          needed.add(
              new Needed(
                  runtime.imageVolume(image.source()),
                  image.pullPolicy(),
                  container.name(),
                  image.given()));
        }
      }
    }
    return needed;
  }

  /** Writes the job's files and its script. */
  public void write(JobSpec job) {
    PodFiles.write(job, scheduler.script(job), clock);
  }

  /**
   * Gives a container to a pod that was submitted; its supervisor then starts it, once.
   *
   * @param number how many were given before
   * @throws dev.hpk.api.PodRefusedException when it cannot be honoured
   */
  public void add(AddedContainer added, int number, ContainerRuntime runtime) {
    TranslationContext context = contexts.apply(runtime, added.pod().uid());
    PodFiles.add(context.podDirectory(), translator.add(added, number, context));
  }

  /** Hands the job over. */
  public JobId submit(JobSpec job, SubmitAttempt attempt) {
    JobId id = scheduler.submit(job, attempt);
    if (id == null) {
      throw new HpkException(
          HpkException.Kind.INTERNAL,
          "scheduler " + scheduler.getClass().getName() + " answered null for job " + job.name());
    }
    return id;
  }

  private static boolean isWorse(ImagePuller.Answer answer, ImagePuller.Answer other) {
    return other.standing() == ImagePuller.Standing.PULLING
        && answer.standing() != ImagePuller.Standing.PULLING;
  }
}
