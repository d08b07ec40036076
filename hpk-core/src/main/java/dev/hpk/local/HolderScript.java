package dev.hpk.local;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The script that holds a job: {@code job.sh} among the resources. */
final class HolderScript {

  private HolderScript() {}

  static byte[] bytes() {
    try {
      return Resources.toByteArray(Resources.getResource(HolderScript.class, "job.sh"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
