package dev.hpk.kubelet;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The mark that a kubelet's jobs carry: its node's name and where it keeps its ledger. */
final class Owner {

  private Owner() {}

  static String mark(String nodeName, Path workDirectory) {
    String hash =
        Hashing.sha256().hashString(workDirectory.toString(), StandardCharsets.UTF_8).toString();
    return nodeName + "-" + hash.substring(0, 8);
  }
}
