package dev.hpk.examples;

/** All clients under Apptainer. */
class ClientsApptainerIT extends ClientsSuite {

  ClientsApptainerIT() {
    super("apptainer");
  }
}
