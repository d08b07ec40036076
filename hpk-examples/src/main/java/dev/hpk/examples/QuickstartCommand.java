package dev.hpk.examples;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code hpk quickstart}. */
@Command(name = "quickstart", mixinStandardHelpOptions = true)
final class QuickstartCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    return 0;
  }
}
