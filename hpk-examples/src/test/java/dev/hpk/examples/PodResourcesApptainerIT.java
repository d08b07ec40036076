package dev.hpk.examples;

/** RuntimeClasses and containers that are added, where Apptainer is the usual engine. */
class PodResourcesApptainerIT extends PodResourcesSuite {

  PodResourcesApptainerIT() {
    super("apptainer");
  }
}
