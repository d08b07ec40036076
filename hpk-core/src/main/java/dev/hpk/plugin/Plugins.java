package dev.hpk.plugin;

import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.PluginFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All plugins of one kind: those handed over as instances and those found on the class path,
 * through the same checks.
 *
 * @param <F> the kind's factory
 */
public final class Plugins<F extends PluginFactory<?>> {

  private static final String NAME = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";

  private final PluginKind<F> kind;
  private final Map<String, F> byName;

  private Plugins(PluginKind<F> kind, Map<String, F> byName) {
    this.kind = kind;
    this.byName = byName;
  }

  /**
   * @param given handed over by the application
   * @param loader where further ones are looked for
   * @throws HpkException of kind CONFIGURATION when a name is blank, unfit or taken twice, or a
   *     factory cannot be loaded
   */
  public static <F extends PluginFactory<?>> Plugins<F> find(
      PluginKind<F> kind, Collection<? extends F> given, ClassLoader loader) {
    List<F> all = new ArrayList<>(given);
    try {
      ServiceLoader.load(kind.type(), loader).forEach(all::add);
    } catch (ServiceConfigurationError e) {
      throw wrong(
          "a " + kind.word() + " plugin on the class path cannot be loaded: " + e.getMessage(), e);
    }
    Map<String, F> byName = new TreeMap<>();
    for (F factory : all) {
      String name = nameOf(kind, factory);
      F other = byName.putIfAbsent(name, factory);
      if (other != null) {
        throw wrong(
            "two %s plugins have the name '%s': %s and %s; remove one"
                .formatted(kind.word(), name, PluginSource.of(other), PluginSource.of(factory)),
            null);
      }
    }
    return new Plugins<>(kind, byName);
  }

  /** All, by name. */
  public Map<String, F> all() {
    return byName;
  }

  /**
   * The plugin of this name.
   *
   * @throws HpkException of kind CONFIGURATION that says what was asked for, what is known, and
   *     which artifact would provide it
   */
  public F choose(String name) {
    F factory = byName.get(name);
    if (factory != null) {
      return factory;
    }
    String artifact = kind.artifacts().get(name);
    String remedy =
        artifact == null
            ? "put the jar that provides it on the class path"
            : "put " + artifact + " on the class path";
    throw wrong(
        "%s '%s' is not known; known are %s; %s"
            .formatted(kind.word(), name, String.join(", ", byName.keySet()), remedy),
        null);
  }

  /**
   * Makes the plugin of a factory.
   *
   * @throws HpkException of kind CONFIGURATION that blames the plugin by its name
   */
  public static <P> P make(
      PluginKind<?> kind, PluginFactory<P> factory, PluginConfig config, PluginContext context) {
    String subject = kind.word() + " '" + factory.name() + "' (" + PluginSource.of(factory) + ")";
    P plugin;
    try {
      plugin = factory.create(config, context);
    } catch (HpkException e) {
      throw e;
    } catch (RuntimeException e) {
      throw wrong(subject + " cannot be made: " + e, e);
    }
    if (plugin == null) {
      throw wrong(subject + " made null; it must make a plugin or throw an HpkException", null);
    }
    return plugin;
  }

  private static String nameOf(PluginKind<?> kind, PluginFactory<?> factory) {
    String subject = kind.word() + " plugin " + PluginSource.of(factory);
    String name;
    try {
      name = factory.name();
    } catch (RuntimeException e) {
      throw wrong(subject + " cannot say its name: " + e, e);
    }
    if (name == null || !name.matches(NAME)) {
      throw wrong(
          subject + " has the name '" + name + "'; a name is lower case letters, digits, dashes",
          null);
    }
    return name;
  }

  private static HpkException wrong(String message, @Nullable Throwable cause) {
    return new HpkException(HpkException.Kind.CONFIGURATION, message, cause);
  }
}
