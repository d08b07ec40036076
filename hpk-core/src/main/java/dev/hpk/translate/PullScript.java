package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.PullPolicy;
import dev.hpk.api.pod.ResolvedPod;
import java.nio.file.Path;
import java.util.List;

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
    return of(PodImages.of(pod, runtime).entries(), imageDirectory);
  }

  /** The script for one image; see {@link #of(ResolvedPod, ContainerRuntime, Path)}. */
  public static String of(ImagePlan image, PullPolicy policy, Path imageDirectory) {
    String name = image.reference().toString();
    return of(List.of(new PodImages.Entry(image, name, policy)), imageDirectory);
  }

  private static String of(List<PodImages.Entry> images, Path imageDirectory) {
    ScriptWriter script = new ScriptWriter().verbatim("#!/bin/bash\n");
    script.assign("HPK_IMAGE_DIR", imageDirectory.toString());
    ImageHead.write(script, images, false);
    return script.verbatim(SupervisorLibrary.text()).verbatim("hpk_pull_main\n").toString();
  }
}
