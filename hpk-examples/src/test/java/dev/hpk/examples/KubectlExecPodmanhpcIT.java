package dev.hpk.examples;

/** kubectl exec under Podmanhpc. */
class KubectlExecPodmanhpcIT extends KubectlExecSuite {

  KubectlExecPodmanhpcIT() {
    super("podman-hpc");
  }
}
