package dev.hpk.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hpk.api.CommandResult;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import org.junit.jupiter.api.Test;

/** How images are fetched, and how that fails. */
public abstract class EngineImagesContract extends EngineContract {

  @Test
  void an_image_that_is_not_there_is_refused_with_the_registry_s_words() {
    ImagePlan missing = image("hpk/no-such-image:1");
    CommandResult result = host.fetch(missing);

    assertThat(result.succeeded()).isFalse();
    assertThat(result.complaint()).contains("manifest unknown").contains("hpk/no-such-image");
    assertThat(host.isPresent(missing)).isFalse();
  }

  @Test
  void a_registry_that_does_not_answer_is_named() {
    CommandResult result =
        host.fetch(runtime.image(ImageReference.parse("127.0.0.1:1/hpk/hello:1")));

    assertThat(result.succeeded()).isFalse();
    assertThat(result.complaint()).contains("127.0.0.1:1").contains("connection refused");
  }

  @Test
  void one_image_can_be_fetched_twice_at_once() throws InterruptedException {
    Process first = host.startFetch(image("hpk/hello:1"));
    Process second = host.startFetch(image("hpk/hello:1"));

    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
  }

  @Test
  void a_fetch_that_was_killed_half_way_does_no_harm() throws InterruptedException {
    ImagePlan image = image("hpk/user:1");
    Process fetch = host.startFetch(image);
    await()
        .atMost(LONGEST)
        .until(() -> fetch.descendants().findAny().isPresent() || !fetch.isAlive());
    fetch.descendants().forEach(ProcessHandle::destroyForcibly);
    fetch.destroyForcibly().waitFor();

    CommandResult again = host.fetch(image);

    assertThat(again.exitCode()).as(again.stderr()).isZero();
    assertThat(host.isPresent(image)).isTrue();
    assertThat(run(container(image).command("echo", "up")).stdout()).isEqualTo("up\n");
  }
}
