package dev.hpk.podmanhpc;

import com.google.auto.service.AutoService;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;

/** Makes the container runtime {@code podman-hpc}. */
@AutoService(ContainerRuntimeFactory.class)
public final class PodmanhpcRuntimeFactory implements ContainerRuntimeFactory {

  @Override
  public String name() {
    return "podman-hpc";
  }

  @Override
  public ContainerRuntime create(PluginConfig config, PluginContext context) {
    PodmanhpcConfig settings = PodmanhpcConfig.read(config, System.getenv());
    return new PodmanhpcRuntime(
        settings,
        new PodmanhpcImages(settings, context.workDirectory()),
        PodmanhpcRuntime.askVersion(settings, context.commands()));
  }
}
