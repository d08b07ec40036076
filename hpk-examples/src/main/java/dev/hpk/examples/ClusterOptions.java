package dev.hpk.examples;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command works with. */
final class ClusterOptions {

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "Credentials of the cluster. Without it, 'kubelet' finds them as kubectl does, and"
              + " 'quickstart' has an API server in memory.")
  @Nullable Path kubeconfig;
}
