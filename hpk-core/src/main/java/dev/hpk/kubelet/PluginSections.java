package dev.hpk.kubelet;

import dev.hpk.api.PluginConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sections of plugins, and {@code runtimeHandlers}, which name plugins again. */
final class PluginSections {

  private PluginSections() {}

  /** The sections of the plugins of one kind, by name. */
  static Map<String, PluginConfig> plugins(ConfigSource source, String kind) {
    Map<String, PluginConfig> sections = new LinkedHashMap<>();
    source
        .map(kind, source.value(kind))
        .forEach(
            (name, values) -> {
              String label = kind + "." + name;
              sections.put(name, new PluginConfig(label, source.map(label, values)));
            });
    return sections;
  }

  /** The settings of a handler lie over the section of its plugin. */
  static Map<String, KubeletConfig.RuntimeHandler> handlers(ConfigSource source) {
    Map<String, Object> sections = source.map("runtimes", source.value("runtimes"));
    Map<String, KubeletConfig.RuntimeHandler> handlers = new LinkedHashMap<>();
    source
        .map("runtimeHandlers", source.value("runtimeHandlers"))
        .forEach(
            (name, value) -> {
              String label = "runtimeHandlers." + name;
              Map<String, Object> values = source.map(label, value);
              Map<String, Object> own = source.map(label + ".settings", values.remove("settings"));
              PluginConfig section = new PluginConfig(label, values);
              String runtime = section.text("runtime", "");
              if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
                source.problem(label + " is no name of a runtime handler: " + name);
              }
              if (runtime.isEmpty()) {
                section.problem("runtime", "is missing: the name of a container runtime", "''");
              }
              source.check(section);
              Map<String, Object> settings =
                  source.map("runtimes." + runtime, sections.get(runtime));
              settings.putAll(own);
              handlers.put(
                  name,
                  new KubeletConfig.RuntimeHandler(
                      runtime, new PluginConfig(label + ".settings", settings)));
            });
    return handlers;
  }
}
