package dev.hpk.kubelet;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubeletDiskTest {

  @TempDir Path work;

  @Test
  void a_work_directory_that_takes_nothing_shows_at_the_node_until_it_does_again()
      throws IOException {
    Path obstacle = Files.createDirectories(work.resolve("probe").resolve("obstacle"));
    try (KubeletWorld world = new KubeletWorld(work)) {
      world.startKubelet();
      await().atMost(KubeletWorld.LIMIT).until(() -> hasDiskPressure(world, "True"));

      Files.delete(obstacle);
      Files.delete(work.resolve("probe"));
      await().atMost(KubeletWorld.LIMIT).until(() -> hasDiskPressure(world, "False"));
    }
  }

  private static boolean hasDiskPressure(KubeletWorld world, String status) {
    Node node = world.client().nodes().withName(KubeletWorld.NODE).get();
    return node != null
        && node.getStatus().getConditions().stream()
            .anyMatch(it -> it.getType().equals("DiskPressure") && it.getStatus().equals(status));
  }
}
