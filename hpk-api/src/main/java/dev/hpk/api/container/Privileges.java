package dev.hpk.api.container;

import java.util.List;

/**
 * What a container's processes may, within the rights of the job's user.
 *
 * @param added capabilities beyond the engine's default, without {@code CAP_}; {@code ALL} for all
 * @param dropped capabilities taken away, without {@code CAP_}; {@code ALL} for all but the added
 * @param noNew whether they can gain none, such as by setuid programs ({@code no_new_privs})
 * @param nonRoot whether the image's own user is to be taken where no user is chosen; the
 *     supervisor has made sure that it is a number other than 0
 * @param unmasked whether {@code /proc} is shown whole
 * @param groups ids of further groups
 */
public record Privileges(
    List<String> added,
    List<String> dropped,
    boolean noNew,
    boolean nonRoot,
    boolean unmasked,
    List<Long> groups) {

  /** As the engine has it. */
  public static final Privileges DEFAULT =
      new Privileges(List.of(), List.of(), false, false, false, List.of());

  public Privileges {
    added = List.copyOf(added);
    dropped = List.copyOf(dropped);
    groups = List.copyOf(groups);
  }
}
