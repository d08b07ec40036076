package dev.hpk.kubelet;

import dev.hpk.api.BatchScheduler;
import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.PodTranslator;
import dev.hpk.submit.Runtimes;

/** The plugins that one kubelet works with. */
record ChosenPlugins(BatchScheduler scheduler, Runtimes runtimes, PodTranslator translator) {

  ContainerRuntime runtime() {
    return runtimes.usual().runtime();
  }
}
