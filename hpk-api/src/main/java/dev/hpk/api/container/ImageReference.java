package dev.hpk.api.container;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image, normalised as Kubernetes and Docker do (distribution/reference): {@code
 * busybox} is {@code docker.io/library/busybox:latest}. A name that begins with {@code /} is a file
 * of the host.
 *
 * @param registry host and port, such as {@code docker.io}; "" for a file
 * @param repository path in the registry, such as {@code library/busybox}; a file's absolute path
 * @param tag null when only a digest is given, or for a file
 * @param digest such as {@code sha256:…}; null when none is given
 */
public record ImageReference(
    String registry, String repository, @Nullable String tag, @Nullable String digest) {

  private static final String DEFAULT_REGISTRY = "docker.io";
  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
  private static final Pattern REGISTRY =
      Pattern.compile(
          "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
              + "|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern DIGEST =
      Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}");
  private static final Pattern FILE = Pattern.compile("/[A-Za-z0-9._/+@=-]+");

  /**
   * Reads the name as it stands in a pod.
   *
   * @throws IllegalArgumentException when it is no image name; kubelet InvalidImageName
   */
  public static ImageReference parse(String text) {
    if (text.startsWith("/")) {
      if (!FILE.matcher(text).matches() || (text + "/").contains("/../")) {
        throw invalid(text);
      }
      return new ImageReference("", text, null, null);
    }
    String rest = text;
    String digest = null;
    int at = rest.indexOf('@');
    if (at >= 0) {
      digest = rest.substring(at + 1);
      rest = rest.substring(0, at);
      if (!DIGEST.matcher(digest).matches()) {
        throw invalid(text);
      }
    }
    String tag = null;
    int colon = rest.lastIndexOf(':');
    if (colon > rest.lastIndexOf('/')) {
      tag = rest.substring(colon + 1);
      rest = rest.substring(0, colon);
      if (!TAG.matcher(tag).matches()) {
        throw invalid(text);
      }
    }
    String registry = DEFAULT_REGISTRY;
    int slash = rest.indexOf('/');
    if (slash > 0 && isRegistry(rest.substring(0, slash))) {
      registry = rest.substring(0, slash);
      rest = rest.substring(slash + 1);
    }
    if (registry.equals("index.docker.io")) {
      registry = DEFAULT_REGISTRY;
    }
    Matcher repository = REPOSITORY.matcher(rest);
    if (!repository.matches() || !REGISTRY.matcher(registry).matches() || rest.length() > 255) {
      throw invalid(text);
    }
    if (registry.equals(DEFAULT_REGISTRY) && rest.indexOf('/') < 0) {
      rest = "library/" + rest;
    }
    return new ImageReference(
        registry, rest, tag == null && digest == null ? "latest" : tag, digest);
  }

  /** Whether it is a file of the host rather than an image of a registry. */
  public boolean isFile() {
    return registry.isEmpty();
  }

  /** The same image in another registry or under another path, such as a site's mirror. */
  public ImageReference at(String otherRegistry, String otherRepository) {
    return new ImageReference(otherRegistry, otherRepository, tag, digest);
  }

  /** The policy that Kubernetes assumes when a container names none. */
  public PullPolicy defaultPullPolicy() {
    return digest == null && "latest".equals(tag) ? PullPolicy.ALWAYS : PullPolicy.IF_NOT_PRESENT;
  }

  /** The digest, if the name has one. */
  public Optional<String> digestIfGiven() {
    return Optional.ofNullable(digest);
  }

  /** The full normal form, such as {@code docker.io/library/busybox:latest}. */
  @Override
  public String toString() {
    String name = isFile() ? repository : registry + "/" + repository;
    return name + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }

  private static boolean isRegistry(String first) {
    return first.contains(".") || first.contains(":") || first.equals("localhost");
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("image name is not valid: '" + text + "'");
  }
}
