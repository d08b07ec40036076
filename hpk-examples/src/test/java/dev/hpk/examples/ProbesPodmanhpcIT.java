package dev.hpk.examples;

/** Probes of containers of podman-hpc. */
class ProbesPodmanhpcIT extends ProbesSuite {

  ProbesPodmanhpcIT() {
    super("podman-hpc");
  }
}
