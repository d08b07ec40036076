package dev.hpk.examples;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Tests that share a kubelet on the real parts, whatever the container engine. */
@EnabledIfEnvironmentVariable(named = "HPK_TESTBED", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LiveSuite {

  final LiveKubelet live;

  LiveSuite(String runtime) {
    live = new LiveKubelet(runtime);
  }

  final LiveKubelet live() {
    return live;
  }

  @BeforeAll
  void start() {
    live.start();
  }

  @AfterAll
  void stop() {
    live.close();
  }
}
