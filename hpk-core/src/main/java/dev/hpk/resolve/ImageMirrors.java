package dev.hpk.resolve;

import dev.hpk.api.HpkException;
import dev.hpk.api.container.ImageReference;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where images are fetched from instead of where their names say: a registry, or a registry with
 * the beginning of a path, to another. The longest one that fits wins, and only whole parts of a
 * path fit: {@code docker.io} to {@code mirror.site:5000}, {@code quay.io/team} to {@code
 * mirror.site:5000/quay/team}.
 */
public final class ImageMirrors {

  /** Every image comes from where its name says. */
  public static final ImageMirrors NONE = new ImageMirrors(Map.of());

  private final TreeMap<String, String> mirrors = new TreeMap<>();

  /**
   * Takes the mapping of the configuration.
   *
   * @param mirrors registry or registry/path to registry or registry/path
   * @throws HpkException of kind {@code CONFIGURATION} when one of them is no such name
   */
  public ImageMirrors(Map<String, String> mirrors) {
    mirrors.forEach((from, to) -> this.mirrors.put(checked(from), checked(to)));
  }

  /** Where the image is fetched from: itself when no mirror fits. */
  public ImageReference source(ImageReference image) {
    if (image.isFile()) {
      return image;
    }
    String name = image.registry() + "/" + image.repository();
    String prefix = name;
    while (!mirrors.containsKey(prefix)) {
      int slash = prefix.lastIndexOf('/');
      if (slash < 0) {
        return image;
      }
      prefix = prefix.substring(0, slash);
    }
    String moved = mirrors.get(prefix) + name.substring(prefix.length());
    int slash = moved.indexOf('/');
    return image.at(moved.substring(0, slash), moved.substring(slash + 1));
  }

  private static String checked(String prefix) {
    String probe = prefix + "/team/name";
    try {
      ImageReference parsed = ImageReference.parse(probe);
      if (!parsed.isFile() && probe.equals(parsed.registry() + "/" + parsed.repository())) {
        return prefix;
      }
    } catch (IllegalArgumentException e) {
      // said below, without the probe's own words
    }
    throw new HpkException(
        HpkException.Kind.CONFIGURATION,
        "image mirror is not a registry or registry/path: '" + prefix + "'");
  }

  @Override
  public String toString() {
    return "ImageMirrors" + mirrors;
  }
}
