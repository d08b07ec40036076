package dev.hpk.kubelet;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.pod.TranslationContext;
import dev.hpk.disk.WorkDirectory;
import java.nio.file.Path;

/** Where and with what pods are translated. */
final class Contexts {

  private Contexts() {}

  /** For the pod of this uid, below the work directory. */
  static TranslationContext of(
      KubeletConfig config, ContainerRuntime runtime, String owner, String uid) {
    WorkDirectory work = new WorkDirectory(config.workDirectory());
    return new TranslationContext(
        runtime,
        owner,
        work.pod(uid).root(),
        work.journal(),
        work.images(),
        config.scratchDirectory(),
        config.network(),
        new TranslationContext.Settings(
            config.restartBackoff(),
            config.restartBackoffLimit(),
            config.pods().pullInJob(),
            config.cluster().dns(),
            config.cluster().domain()));
  }

  /** With everything in one directory, for a pod that is submitted by hand. */
  static TranslationContext below(TranslationContext context, Path directory) {
    Path root = directory.toAbsolutePath().normalize();
    return new TranslationContext(
        context.runtime(),
        context.owner(),
        root,
        root.resolve("journal"),
        root.resolve("images"),
        context.scratchDirectory(),
        context.network(),
        context.settings());
  }
}
