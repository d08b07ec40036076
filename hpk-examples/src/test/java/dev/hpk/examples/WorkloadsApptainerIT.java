package dev.hpk.examples;

/** What people run, under Apptainer. */
class WorkloadsApptainerIT extends WorkloadsSuite {

  WorkloadsApptainerIT() {
    super("apptainer");
  }
}
