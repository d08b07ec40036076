package dev.hpk.translate;

import dev.hpk.api.ContainerRuntime;
import dev.hpk.api.container.Command;
import dev.hpk.api.container.ContainerSpec;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.RuntimeAbility;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A container is its words, run as they are on this host. */
final class WordsRuntime implements ContainerRuntime {

  @Override
  public Set<RuntimeAbility> abilities() {
    return Set.of();
  }

  @Override
  public ImagePlan image(ImageReference image) {
    return new ImagePlan(image, "none", null, null, null, null);
  }

  @Override
  public Command run(ContainerSpec container) {
    List<String> words = new ArrayList<>(container.invocation().command());
    if (container.invocation().args() != null) {
      words.addAll(container.invocation().args());
    }
    return Command.builder().add(words).build();
  }
}
