package dev.hpk.examples;

/** Volumes under podman-hpc. */
class VolumesPodmanhpcIT extends VolumesSuite {

  VolumesPodmanhpcIT() {
    super("podman-hpc");
  }

  @Override
  boolean mountsPartsOfImages() {
    return false;
  }
}
