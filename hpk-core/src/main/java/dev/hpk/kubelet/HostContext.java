package dev.hpk.kubelet;

import dev.hpk.api.CommandRunner;
import dev.hpk.api.PluginContext;
import java.nio.file.Path;
import java.time.Clock;

/** What is lent to plugins. */
record HostContext(Clock clock, CommandRunner commands, Path workDirectory, String owner)
    implements PluginContext {}
