package dev.hpk.apptainer;

import com.google.auto.service.AutoService;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.ContainerRuntimeFactory;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;

/** Makes the container runtime {@code apptainer}. */
@AutoService(ContainerRuntimeFactory.class)
public final class ApptainerRuntimeFactory implements ContainerRuntimeFactory {

  @Override
  public String name() {
    return "apptainer";
  }

  @Override
  public ContainerRuntime create(PluginConfig config, PluginContext context) {
    ApptainerConfig settings = ApptainerConfig.read(config);
    return new ApptainerRuntime(
        settings,
        new ApptainerImages(settings, context.workDirectory()),
        ApptainerRuntime.askVersion(settings, context.commands()));
  }
}
