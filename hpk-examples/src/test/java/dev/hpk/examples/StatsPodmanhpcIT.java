package dev.hpk.examples;

/** Statistics and metrics of containers of podman-hpc. */
class StatsPodmanhpcIT extends StatsSuite {

  StatsPodmanhpcIT() {
    super("podman-hpc");
  }
}
