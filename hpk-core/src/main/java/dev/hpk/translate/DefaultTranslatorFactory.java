package dev.hpk.translate;

import com.google.auto.service.AutoService;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.PodTranslator;
import dev.hpk.api.PodTranslatorFactory;

/** Makes the translator {@code default}: one job script with the supervisor in it. */
@AutoService(PodTranslatorFactory.class)
public final class DefaultTranslatorFactory implements PodTranslatorFactory {

  @Override
  public String name() {
    return "default";
  }

  @Override
  public PodTranslator create(PluginConfig config, PluginContext context) {
    config.check();
    return new DefaultTranslator();
  }
}
