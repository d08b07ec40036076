package dev.hpk.api;

/** Makes a {@link ContainerRuntime}. See {@link PluginFactory} for who calls it and when. */
public interface ContainerRuntimeFactory extends PluginFactory<ContainerRuntime> {}
