package dev.hpk.host;

import com.google.auto.service.AutoService;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;

/** Makes the runtime {@code host}. It has no configuration. */
@AutoService(ContainerRuntimeFactory.class)
public final class HostRuntimeFactory implements ContainerRuntimeFactory {

  @Override
  public String name() {
    return "host";
  }

  @Override
  public ContainerRuntime create(PluginConfig config, PluginContext context) {
    config.check();
    return new HostRuntime();
  }
}
