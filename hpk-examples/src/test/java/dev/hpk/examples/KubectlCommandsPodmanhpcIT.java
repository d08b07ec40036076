package dev.hpk.examples;

/** kubectl's commands under podman-hpc. */
class KubectlCommandsPodmanhpcIT extends KubectlCommandsSuite {

  KubectlCommandsPodmanhpcIT() {
    super("podman-hpc");
  }
}
