package dev.hpk.kubelet;

import dev.hpk.pod.PodView;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's listeners. One that throws disturbs neither the kubelet nor the others. */
record Listeners(List<Consumer<PodView>> all) implements Consumer<PodView> {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  @Override
  public void accept(PodView view) {
    for (Consumer<PodView> listener : all) {
      try {
        listener.accept(view);
      } catch (RuntimeException e) {
        LOG.atError()
            .addKeyValue("listener", listener.getClass().getName())
            .setCause(e)
            .log("A listener failed");
      }
    }
  }
}
