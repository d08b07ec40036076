package dev.hpk.kubelet;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PodTranslator;

/** The plugins that one kubelet works with. */
record ChosenPlugins(
    BatchScheduler scheduler, ContainerRuntime runtime, PodTranslator translator) {}
