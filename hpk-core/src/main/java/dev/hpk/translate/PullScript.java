package dev.hpk.translate;

import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.PullPolicy;
import java.nio.file.Path;
import java.util.List;

/**
 * The script by which the kubelet makes an image of a pod present before it submits the pod: the
 * same commands, locks and names as inside a job. It is run by bash on the kubelet's own host.
 */
public final class PullScript {

  private PullScript() {}

  /**
   * The script; exits 0 when the image is present.
   *
   * @param imageDirectory the image store shared by all pods; absolute
   */
  public static String of(ImagePlan image, PullPolicy policy, Path imageDirectory) {
    String name = image.reference().toString();
    ScriptWriter script = new ScriptWriter().verbatim("#!/bin/bash\n");
    script.assign("HPK_IMAGE_DIR", imageDirectory.toString());
    ImageHead.write(script, List.of(new PodImages.Entry(image, name, policy)), false);
    return script.verbatim(SupervisorLibrary.text()).verbatim("hpk_pull_main\n").toString();
  }
}
