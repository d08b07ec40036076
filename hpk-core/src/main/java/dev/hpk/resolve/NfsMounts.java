package dev.hpk.resolve;

import dev.hpk.api.HpkException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where file systems of NFS servers are mounted on the hosts: {@code filer:/export/home} to {@code
 * /home}. The longest one that fits wins, and only whole parts of a path fit. Nothing is mounted
 * for a pod: that needs rights that a user has not.
 */
public final class NfsMounts {

  /** None is mounted. */
  public static final NfsMounts NONE = new NfsMounts(Map.of());

  private final TreeMap<String, String> places = new TreeMap<>();

  /**
   * Takes the mapping of the configuration.
   *
   * @param places {@code server:/path} to an absolute path of the hosts
   * @throws HpkException of kind {@code CONFIGURATION} when one of them has another form
   */
  public NfsMounts(Map<String, String> places) {
    places.forEach(
        (from, to) -> {
          int colon = from.indexOf(":/");
          if (colon < 1 || VolumePath.hasBackstep(from)) {
            throw problem("is not server:/path", from);
          }
          if (!to.startsWith("/") || VolumePath.hasBackstep(to)) {
            throw problem("is not an absolute path", to);
          }
          String export = "/" + VolumePath.clean(from.substring(colon + 1));
          this.places.put(name(from.substring(0, colon), export), "/" + VolumePath.clean(to));
        });
  }

  /**
   * Where a path of a server is found on the hosts; empty when it is not known to be mounted.
   *
   * @param path absolute
   */
  public Optional<String> place(String server, String path) {
    String rest = "/" + VolumePath.clean(path);
    String below = "";
    String place = places.get(name(server, rest));
    while (place == null) {
      if (rest.equals("/")) {
        return Optional.empty();
      }
      int slash = rest.lastIndexOf('/');
      below = rest.substring(slash) + below;
      rest = slash == 0 ? "/" : rest.substring(0, slash);
      place = places.get(name(server, rest));
    }
    return Optional.of(place.equals("/") && !below.isEmpty() ? below : place + below);
  }

  private static String name(String server, String path) {
    return server + ":" + path;
  }

  private static HpkException problem(String what, String value) {
    return new HpkException(
        HpkException.Kind.CONFIGURATION, "volumes.nfs " + what + ": '" + value + "'");
  }

  @Override
  public String toString() {
    return "NfsMounts" + places;
  }
}
