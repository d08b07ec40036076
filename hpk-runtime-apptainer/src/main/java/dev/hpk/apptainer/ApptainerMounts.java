package dev.hpk.apptainer;

import dev.hpk.api.container.Mount;
import dev.hpk.api.container.Word;
import java.util.List;

/** Mounts as values of Apptainer's option {@code --mount}. */
final class ApptainerMounts {

  private ApptainerMounts() {}

  /**
   * Devices that the script links into /dev: below it Apptainer mounts only what the host has
   * there, and /dev/shm.
   */
  static List<String> links(List<Mount> mounts) {
    return mounts.stream().filter(ApptainerMounts::isDevice).map(Mount::target).toList();
  }

  /** Comma-separated values: a field with odd characters is quoted, and quotes in it doubled. */
  static Word option(Mount mount) {
    Word word = Word.of("type=bind,\"source=");
    for (Word.Part part : mount.source().parts()) {
      word =
          part instanceof Word.Literal literal
              ? word.then(doubled(literal.text()))
              : word.then(new Word(List.of(part)));
    }
    String target = isDevice(mount) ? "/.hpk" + mount.target() : mount.target();
    Mount.ImagePart image = mount.image();
    String part = image == null ? "" : ",\"image-src=/" + doubled(image.path()) + "\"";
    return word.then(
        "\",\"destination=" + doubled(target) + "\"" + part + (mount.readOnly() ? ",ro" : ""));
  }

  private static boolean isDevice(Mount mount) {
    String target = mount.target();
    return target.startsWith("/dev/")
        && !target.equals("/dev/shm")
        && !mount.source().equals(Word.of(target));
  }

  private static String doubled(String text) {
    return text.replace("\"", "\"\"");
  }
}
