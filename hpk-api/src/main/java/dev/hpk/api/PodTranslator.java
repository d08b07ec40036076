package dev.hpk.api;

import dev.hpk.api.job.JobFile;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.pod.AddedContainer;
import dev.hpk.api.pod.ResolvedPod;
import dev.hpk.api.pod.TranslationContext;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * Turns a pod into a job. Pure: the same input gives the same output, and nothing is read, written,
 * started or timed. Called for each pod once before it is submitted, and again after a restart of
 * the kubelet, by any worker thread; several at once.
 */
@FunctionalInterface
public interface PodTranslator {

  /**
   * The job that runs this pod; never null.
   *
   * @throws PodRefusedException when the pod asks for something that cannot be honoured; it names
   *     every such field. Nothing a pod asks for is silently ignored.
   */
  JobSpec translate(ResolvedPod pod, TranslationContext context);

  /**
   * The files by which a running pod is given one more container: they are written into the pod's
   * directory in this order, and the last one makes the supervisor start it. Pure; called by any
   * worker thread, several at once.
   *
   * @param number how many containers the pod was given before
   * @throws PodRefusedException when the container asks for something that cannot be honoured
   */
  default List<JobFile> add(AddedContainer added, int number, TranslationContext context) {
    throw new PodRefusedException(
        added.container().field(), "cannot be added: the translator knows no way");
  }

  /**
   * Refuses a pod for what can be seen without reading anything that it names, so that a pod which
   * can never run need not wait for a ConfigMap first. {@link #translate} refuses the same and
   * more. Pure; called by any worker thread, several at once.
   *
   * @throws PodRefusedException that names every such field
   */
  default void check(Pod pod, ContainerRuntime runtime) {}
}
