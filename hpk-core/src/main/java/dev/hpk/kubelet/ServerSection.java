package dev.hpk.kubelet;

import dev.hpk.access.AccessSettings;
import dev.hpk.api.PluginConfig;
import dev.hpk.certificate.ServingSettings;
import java.time.Duration;
import java.util.Map;

/** Section {@code server}: the kubelet port, and who may do what there. */
final class ServerSection {

  private static final String NAME = "server";
  private static final String AUTHENTICATION = "authentication";
  private static final String AUTHORIZATION = "authorization";
  private static final String WEBHOOK = "Webhook";
  private static final String ALWAYS_ALLOW = "AlwaysAllow";

  private final ConfigSource source;
  private final PluginConfig section;
  private final PluginConfig authentication;
  private final PluginConfig authorization;

  private ServerSection(ConfigSource source) {
    this.source = source;
    Map<String, Object> values = source.map(NAME, source.value(NAME));
    this.authentication = inner(AUTHENTICATION, values);
    this.authorization = inner(AUTHORIZATION, values);
    this.section = new PluginConfig(NAME, values);
    // so that the refusal of an unknown key names them too
    section.map(AUTHENTICATION);
    section.map(AUTHORIZATION);
  }

  private PluginConfig inner(String name, Map<String, Object> values) {
    String label = NAME + "." + name;
    return new PluginConfig(label, source.map(label, values.remove(name)));
  }

  static KubeletConfig.Server read(ConfigSource source) {
    return new ServerSection(source).read();
  }

  private KubeletConfig.Server read() {
    int port = section.number("port", 10250);
    if (port < 0 || port > 65535) {
      section.problem("port", "is not between 0 and 65535", port);
    }
    KubeletConfig.Server server =
        new KubeletConfig.Server(section.text("bindAddress", "0.0.0.0"), port, serving(), access());
    source.check(section);
    source.check(authentication);
    source.check(authorization);
    return server;
  }

  private ServingSettings serving() {
    ServingSettings wanted =
        new ServingSettings(
            ConfigSource.path(section, "certificate").orElse(null),
            ConfigSource.path(section, "key").orElse(null),
            ConfigSource.path(section, "ca").orElse(null),
            ConfigSource.path(section, "caKey").orElse(null),
            section.flag("tlsBootstrap", false));
    if ((wanted.certificate() == null) != (wanted.key() == null)) {
      section.problem("certificate", "and key go together, one is missing", "");
    }
    if ((wanted.ca() == null) != (wanted.caKey() == null)) {
      section.problem("ca", "and caKey go together, one is missing", "");
    }
    if (wanted.certificate() != null && (wanted.ca() != null || wanted.tlsBootstrap())) {
      section.problem("certificate", "does not go with ca or tlsBootstrap", wanted.certificate());
    }
    return wanted;
  }

  private AccessSettings access() {
    AccessSettings usual = AccessSettings.DEFAULT;
    AccessSettings wanted =
        new AccessSettings(
            ConfigSource.path(section, "clientCa").orElse(null),
            authentication.flag("webhook", usual.webhook()),
            life(authentication, "cacheTTL", usual.tokenLife()),
            alwaysAllow(),
            life(authorization, "cacheAuthorizedTTL", usual.allowLife()),
            life(authorization, "cacheUnauthorizedTTL", usual.denyLife()),
            section.flag("insecure", false));
    if (wanted.insecure() && wanted.clientCa() != null) {
      section.problem("insecure", "lets everybody in and does not go with clientCa", true);
    }
    return wanted;
  }

  private boolean alwaysAllow() {
    String mode = authorization.text("mode", WEBHOOK);
    if (!mode.equals(WEBHOOK) && !mode.equals(ALWAYS_ALLOW)) {
      authorization.problem("mode", "is neither Webhook nor AlwaysAllow", mode);
    }
    return mode.equals(ALWAYS_ALLOW);
  }

  private static Duration life(PluginConfig section, String key, Duration usual) {
    Duration life = section.duration(key, usual);
    if (life.isNegative()) {
      section.problem(key, "is negative", life);
      return usual;
    }
    return life;
  }
}
