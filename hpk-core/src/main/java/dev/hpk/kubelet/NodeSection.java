package dev.hpk.kubelet;

import dev.hpk.api.PluginConfig;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Section {@code node}: how the node shows itself. */
final class NodeSection {

  private static final Pattern TAINT =
      Pattern.compile("([^=:]+)(?:=([^:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)");

  private NodeSection() {}

  static KubeletConfig.Node read(ConfigSource source) {
    PluginConfig section = source.section("node");
    KubeletConfig.Node node =
        new KubeletConfig.Node(
            section.text("hostname").orElse(null),
            section.text("address").orElse(null),
            section.map("labels"),
            section.map("annotations"),
            section.texts("taints").stream().flatMap(text -> taint(section, text)).toList(),
            section.flag("schedulerDecidesReady", false));
    source.check(section);
    return node;
  }

  private static Stream<Taint> taint(PluginConfig section, String text) {
    Matcher parts = TAINT.matcher(text);
    if (!parts.matches()) {
      section.problem("taints", "has an entry that is not KEY=VALUE:EFFECT", text);
      return Stream.empty();
    }
    return Stream.of(
        new TaintBuilder()
            .withKey(parts.group(1))
            .withValue(parts.group(2))
            .withEffect(parts.group(3))
            .build());
  }
}
