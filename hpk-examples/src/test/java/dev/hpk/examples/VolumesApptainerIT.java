package dev.hpk.examples;

/** Volumes under Apptainer. */
class VolumesApptainerIT extends VolumesSuite {

  VolumesApptainerIT() {
    super("apptainer");
  }

  @Override
  boolean mountsPartsOfImages() {
    return true;
  }
}
