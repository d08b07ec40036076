package dev.hpk.api.container;

/**
 * A file or directory of the host that appears in a container.
 *
 * @param source its path on the host; absolute
 * @param target its path in the container; absolute
 * @param readOnly whether the container may not write to it
 */
public record Mount(Word source, String target, boolean readOnly) {

  public Mount {
    if (!target.startsWith("/")) {
      throw new IllegalArgumentException("mount target is not absolute: " + target);
    }
  }
}
