package dev.hpk.examples;

/** Statistics and metrics of containers of Apptainer. */
class StatsApptainerIT extends StatsSuite {

  StatsApptainerIT() {
    super("apptainer");
  }
}
