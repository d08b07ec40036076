package dev.hpk.apptainer;

import dev.hpk.api.container.Privileges;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which capabilities Apptainer is to take from root: it gives all, and can give none back. */
final class ApptainerCapabilities {

  /** capabilities(7); "ALL" of Kubernetes stands for all of them. */
  private static final List<String> KNOWN =
      List.of(
          "AUDIT_CONTROL",
          "AUDIT_READ",
          "AUDIT_WRITE",
          "BLOCK_SUSPEND",
          "BPF",
          "CHECKPOINT_RESTORE",
          "CHOWN",
          "DAC_OVERRIDE",
          "DAC_READ_SEARCH",
          "FOWNER",
          "FSETID",
          "IPC_LOCK",
          "IPC_OWNER",
          "KILL",
          "LEASE",
          "LINUX_IMMUTABLE",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "MKNOD",
          "NET_ADMIN",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_RAW",
          "PERFMON",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_CHROOT",
          "SYS_MODULE",
          "SYS_NICE",
          "SYS_PACCT",
          "SYS_PTRACE",
          "SYS_RAWIO",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "SYSLOG",
          "WAKE_ALARM");

  private ApptainerCapabilities() {}

  /** The value of {@code --drop-caps}; empty when none is dropped. */
  static Optional<String> dropped(Privileges privileges) {
    boolean all = privileges.dropped().contains("ALL");
    if (all && privileges.added().isEmpty()) {
      return Optional.of("all");
    }
    if (privileges.added().contains("ALL")) {
      return Optional.empty();
    }
    String names =
        KNOWN.stream()
            .filter(name -> all || privileges.dropped().contains(name))
            .filter(name -> !privileges.added().contains(name))
            .map(name -> "CAP_" + name)
            .collect(Collectors.joining(","));
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }
}
