package dev.hpk.examples;

/** All clients under podman-hpc. */
class ClientsPodmanhpcIT extends ClientsSuite {

  ClientsPodmanhpcIT() {
    super("podman-hpc");
  }
}
