package dev.hpk.api.container;

import org.jspecify.annotations.Nullable;

/**
 * The network that the containers of a pod share.
 *
 * @param kind which kind
 * @param network the site's network; null unless the kind is {@link Kind#CNI}
 */
public record NetworkMode(Kind kind, @Nullable String network) {

  /** The host's network. */
  public static final NetworkMode HOST = new NetworkMode(Kind.HOST, null);

  /** A network namespace of the pod's own. */
  public static final NetworkMode PRIVATE = new NetworkMode(Kind.PRIVATE, null);

  /** The kinds of network. */
  public enum Kind {
    HOST,
    PRIVATE,
    CNI
  }

  public NetworkMode {
    if ((kind == Kind.CNI) != (network != null)) {
      throw new IllegalArgumentException("a network name goes with CNI only: " + network);
    }
  }

  /** A network that the site has set up for its container engine. */
  public static NetworkMode cni(String network) {
    return new NetworkMode(Kind.CNI, network);
  }

  /**
   * As in the configuration and in annotations: {@code host}, {@code private}, {@code cni:NAME}.
   */
  public static NetworkMode parse(String text) {
    if (text.equals("host")) {
      return HOST;
    }
    if (text.equals("private")) {
      return PRIVATE;
    }
    if (text.matches("cni:[A-Za-z0-9._-]+")) {
      return cni(text.substring("cni:".length()));
    }
    throw new IllegalArgumentException("network is not host, private or cni:NAME: " + text);
  }

  @Override
  public String toString() {
    return network == null ? kind.name().toLowerCase(java.util.Locale.ROOT) : "cni:" + network;
  }
}
