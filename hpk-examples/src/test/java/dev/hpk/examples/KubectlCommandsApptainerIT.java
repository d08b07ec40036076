package dev.hpk.examples;

/** kubectl's commands under Apptainer. */
class KubectlCommandsApptainerIT extends KubectlCommandsSuite {

  KubectlCommandsApptainerIT() {
    super("apptainer");
  }
}
