package dev.hpk.kubelet;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.HpkException;
import dev.hpk.api.job.JobSpec;
import dev.hpk.api.job.Resources;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.process.ProcessRunner;
import dev.hpk.resolve.DocumentReader;
import dev.hpk.resolve.PodResolver;
import dev.hpk.resolve.ResolveResult;
import dev.hpk.resolve.ResolveWarning;
import dev.hpk.submit.PodFiles;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a kubelet would submit for a pod, found out without a cluster. */
public final class OfflineTranslation {

  private final KubeletConfig config;

  /**
   * @param values as they stand in a configuration file
   * @throws HpkException of kind CONFIGURATION that names everything that is wrong
   */
  public OfflineTranslation(Map<String, Object> values) {
    this.config = ConfigReader.of(values);
  }

  /**
   * A job as it would be submitted.
   *
   * @param job with everything that it needs
   * @param script with the batch system's directives
   * @param warnings what the pod's owner should know
   */
  public record Translated(JobSpec job, String script, List<ResolveWarning> warnings) {

    /** Writes everything into the pod's directory, secrets with mode 0600. */
    public void write() {
      PodFiles.write(job, script, Clock.systemUTC());
    }
  }

  /**
   * Translates one pod.
   *
   * @param documents what the kubelet would read from the API server
   * @param directory the pod's directory, which then also holds journal and images; null means
   *     where the kubelet would put it
   * @throws HpkException when the pod is refused, or something it names is not among the documents
   */
  public Translated translate(
      Pod pod, List<? extends HasMetadata> documents, @Nullable Path directory) {
    Pod whole = asAccepted(pod);
    try (Threads threads = new Threads()) {
      ProcessRunner commands = new ProcessRunner(System.getenv(), threads.pumps());
      String owner = Owner.mark(config.nodeName(), config.workDirectory());
      HostContext host =
          new HostContext(Clock.systemUTC(), commands, config.workDirectory(), owner);
      ClassLoader loader = OfflineTranslation.class.getClassLoader();
      ChosenPlugins plugins =
          new PluginChoice(List.of(), List.of(), List.of(), loader).make(config, host);
      DocumentReader reader = new DocumentReader(documents);
      ContainerRuntime runtime = plugins.runtimes().of(whole, reader).runtime();
      ResolveResult resolved =
          new PodResolver(reader, config.mirrors(), config.nfs()).resolve(whole, Resources.NONE);
      TranslationContext context =
          Contexts.of(config, runtime, owner, whole.getMetadata().getUid());
      JobSpec job =
          plugins
              .translator()
              .translate(
                  resolved.pod(), directory == null ? context : Contexts.below(context, directory));
      return new Translated(job, plugins.scheduler().script(job), resolved.warnings());
    }
  }

  /** With what an API server would have filled in. */
  private static Pod asAccepted(Pod pod) {
    String namespace = orElse(pod.getMetadata().getNamespace(), "default");
    String name = pod.getMetadata().getName();
    if (name == null || name.isEmpty()) {
      throw new HpkException(HpkException.Kind.USER, "metadata.name of the pod is missing");
    }
    byte[] seed = (namespace + "/" + name).getBytes(StandardCharsets.UTF_8);
    return new PodBuilder(pod)
        .editMetadata()
        .withNamespace(namespace)
        .withUid(orElse(pod.getMetadata().getUid(), UUID.nameUUIDFromBytes(seed).toString()))
        .endMetadata()
        .build();
  }

  private static String orElse(@Nullable String text, String fallback) {
    return text == null || text.isEmpty() ? fallback : text;
  }
}
