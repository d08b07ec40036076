package dev.hpk.api;

/** Makes a {@link PodTranslator}. See {@link PluginFactory} for who calls it and when. */
public interface PodTranslatorFactory extends PluginFactory<PodTranslator> {}
