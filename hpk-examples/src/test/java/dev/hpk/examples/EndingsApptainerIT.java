package dev.hpk.examples;

/** With Apptainer. */
class EndingsApptainerIT extends EndingsSuite {

  EndingsApptainerIT() {
    super("apptainer");
  }
}
