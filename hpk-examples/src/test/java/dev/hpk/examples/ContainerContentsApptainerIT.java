package dev.hpk.examples;

/** What a container finds under Apptainer. */
class ContainerContentsApptainerIT extends ContainerContentsSuite {

  ContainerContentsApptainerIT() {
    super("apptainer");
  }
}
