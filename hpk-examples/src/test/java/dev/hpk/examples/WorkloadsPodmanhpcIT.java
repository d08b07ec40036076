package dev.hpk.examples;

/** What people run, under podman-hpc. */
class WorkloadsPodmanhpcIT extends WorkloadsSuite {

  WorkloadsPodmanhpcIT() {
    super("podman-hpc");
  }
}
