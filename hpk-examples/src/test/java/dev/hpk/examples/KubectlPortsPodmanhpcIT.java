package dev.hpk.examples;

/** kubectl port-forward and attach under Podmanhpc. */
class KubectlPortsPodmanhpcIT extends KubectlPortsSuite {

  KubectlPortsPodmanhpcIT() {
    super("podman-hpc");
  }
}
