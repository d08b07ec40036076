package dev.hpk.examples;

/** Pods as Slurm jobs under podman-hpc. */
class KubeletSlurmPodmanhpcIT extends KubeletSlurmSuite {

  KubeletSlurmPodmanhpcIT() {
    super("podman-hpc");
  }
}
