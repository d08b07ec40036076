package dev.hpk.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hpk.api.HpkException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParseResult;

/**
 * The command line: {@code hpk kubelet}, {@code translate}, {@code plugins}, {@code quickstart}.
 */
@Command(
    name = "hpk",
    description = "Runs Kubernetes pods as batch jobs.",
    mixinStandardHelpOptions = true,
    versionProvider = Hpk.Version.class,
    subcommands = {
      QuickstartCommand.class,
      KubeletCommand.class,
      TranslateCommand.class,
      PluginsCommand.class
    })
public final class Hpk {

  private Hpk() {}

  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, UTF_8);
    System.exit(run(out, err, arguments));
  }

  /** Runs a command; the exit code is 0, 1 when it failed, 2 when its arguments are wrong. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    LogFormat.apply();
    CommandLine line = new CommandLine(new Hpk()).setOut(out).setErr(err);
    line.setExecutionExceptionHandler(Hpk::explain);
    if (arguments.length == 0) {
      line.usage(line.getErr());
      return CommandLine.ExitCode.USAGE;
    }
    return line.execute(arguments);
  }

  /**
   * What the user can act on is said in one line; anything else is a defect and shows its trace.
   */
  private static int explain(Exception failure, CommandLine line, ParseResult arguments)
      throws Exception {
    boolean expected =
        failure instanceof HpkException known
            ? known.kind() != HpkException.Kind.INTERNAL
            : failure instanceof KubernetesClientException;
    if (!expected) {
      throw failure;
    }
    line.getErr().println("hpk: " + failure.getMessage());
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** The version of the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Hpk.class.getPackage().getImplementationVersion();
      return new String[] {"hpk " + (version == null ? "of a checkout" : version)};
    }
  }
}
