package dev.hpk.examples;

/** What a container finds under podman-hpc. */
class ContainerContentsPodmanhpcIT extends ContainerContentsSuite {

  ContainerContentsPodmanhpcIT() {
    super("podman-hpc");
  }
}
