package dev.hpk.testkit.runtime;

import dev.hpk.api.CommandRunner;
import dev.hpk.api.PluginContext;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a runtime under test is lent.
 *
 * @param workDirectory absolute
 * @param commands how it asks its engine
 */
public record RuntimeContext(Path workDirectory, CommandRunner commands) implements PluginContext {

  @Override
  public Clock clock() {
    return Clock.systemUTC();
  }

  @Override
  public String owner() {
    return "test";
  }
}
