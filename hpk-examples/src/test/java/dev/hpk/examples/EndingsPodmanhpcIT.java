package dev.hpk.examples;

/** With Podmanhpc. */
class EndingsPodmanhpcIT extends EndingsSuite {

  EndingsPodmanhpcIT() {
    super("podman-hpc");
  }
}
