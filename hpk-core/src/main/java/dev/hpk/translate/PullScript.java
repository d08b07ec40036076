package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.pod.ResolvedPod;
import java.nio.file.Path;

/**
 * The script by which the kubelet makes a pod's images present before it submits the pod: the same
 * commands, locks and names as inside a job. It is run by bash on the kubelet's own host.
 */
public final class PullScript {

  private PullScript() {}

  /**
   * The script; exits 0 when all images are present.
   *
   * @param imageDirectory the image store shared by all pods; absolute
   */
  public static String of(ResolvedPod pod, ContainerRuntime runtime, Path imageDirectory) {
    ScriptWriter script = new ScriptWriter().verbatim("#!/bin/bash\n");
    script.comment("The images of pod " + pod.namespace() + "/" + pod.name());
    script.assign("HPK_IMAGE_DIR", imageDirectory.toString());
    ImageHead.write(script, PodImages.of(pod, runtime).entries(), false);
    return script.verbatim(SupervisorLibrary.text()).verbatim("hpk_pull_main\n").toString();
  }
}
