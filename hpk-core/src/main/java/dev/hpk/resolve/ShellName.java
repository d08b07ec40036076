package dev.hpk.resolve;

import java.util.regex.Pattern;

/**
 * Which variables a shell can hand on. The supervisor sets all others with env(1), whose words
 * every user of the host can read: good enough for all but secrets.
 */
final class ShellName {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** What bash keeps for itself; the list is that of the supervisor's hpk_environment. */
  private static final Pattern RESERVED =
      Pattern.compile(
          "_|SHLVL|UID|EUID|PPID|GROUPS|DIRSTACK|FUNCNAME|PIPESTATUS|BASHOPTS|SHELLOPTS"
              + "|POSIXLY_CORRECT|BASHPID|BASH_[A-DF-Z].*");

  private ShellName() {}

  /** Whether bash exports a variable of that name with any value. */
  static boolean isExportable(String name) {
    return IDENTIFIER.matcher(name).matches() && !RESERVED.matcher(name).matches();
  }
}
