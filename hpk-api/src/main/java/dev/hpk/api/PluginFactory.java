package dev.hpk.api;

import java.util.Set;

/**
 * Makes one plugin. Found by {@link java.util.ServiceLoader} or handed to the kubelet's builder.
 *
 * <p>The kubelet calls {@link #name} at start and {@link #create} at most once for each plugin that
 * the configuration chooses, both on the thread that starts the kubelet.
 *
 * @param <P> what is made
 */
public interface PluginFactory<P> {

  /**
   * The name by which the configuration chooses this plugin, such as {@code slurm}: lower case
   * letters, digits and dashes. Two plugins of one kind with the same name fail at start.
   */
  String name();

  /**
   * Makes the plugin; never null.
   *
   * @param config the plugin's own section of the configuration; empty when there is none
   * @param context what the kubelet lends to its plugins
   * @throws HpkException of kind {@link HpkException.Kind#CONFIGURATION} when a value is wrong: the
   *     message names the key, the value and the remedy
   */
  P create(PluginConfig config, PluginContext context);

  /** The keys of the configuration whose values are never printed or logged. */
  default Set<String> secretKeys() {
    return Set.of();
  }
}
