package dev.hpk.examples;

/** kubectl exec under Apptainer. */
class KubectlExecApptainerIT extends KubectlExecSuite {

  KubectlExecApptainerIT() {
    super("apptainer");
  }
}
