package dev.hpk.examples;

/** RuntimeClasses and containers that are added, where podman-hpc is the usual engine. */
class PodResourcesPodmanhpcIT extends PodResourcesSuite {

  PodResourcesPodmanhpcIT() {
    super("podman-hpc");
  }
}
