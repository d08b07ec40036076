package dev.hpk.podmanhpc;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names and fetches images: each lies squashed in podman-hpc's own store on the shared file system;
 * images that were built or imported by hand ({@code localhost/…}) are taken from there.
 */
final class PodmanhpcImages {

  private static final int READABLE = 100;

  private final PodmanhpcConfig config;
  private final Path lock;

  PodmanhpcImages(PodmanhpcConfig config, Path workDirectory) {
    this.config = config;
    this.lock = workDirectory.resolve("images").resolve("podman-hpc.lock");
  }

  ImagePlan plan(ImageReference image) {
    return new ImagePlan(
        image, key(image), null, present(image), fetch(image), configuration(image));
  }

  private Command present(ImageReference image) {
    return Command.builder()
        .add(PodmanhpcScript.PRESENT.words())
        .add(config.command(), config.squashDirectory(), name(image))
        .build();
  }

  private Command configuration(ImageReference image) {
    return Command.builder()
        .add(PodmanhpcScript.CONFIGURATION.words())
        .add(config.command(), config.squashDirectory(), name(image))
        .build();
  }

  private Command fetch(ImageReference image) {
    Command.Builder command =
        Command.builder()
            .add(PodmanhpcScript.FETCH.words())
            .add(config.command(), config.squashDirectory(), lock.toString(), name(image));
    if (config.insecureRegistries().contains(image.registry())) {
      command.add("--tls-verify=false");
    }
    return command.build();
  }

  /** podman refuses a name with both tag and digest; the digest is the one that decides. */
  static String name(ImageReference image) {
    if (image.tag() == null || image.digest() == null) {
      return image.toString();
    }
    return new ImageReference(image.registry(), image.repository(), null, image.digest())
        .toString();
  }

  /** Readable, and unique by a digest of the full name. */
  private static String key(ImageReference image) {
    String name = image.toString().replaceAll("[^A-Za-z0-9.-]+", "_").replaceAll("^[._-]+", "");
    String readable = name.length() > READABLE ? name.substring(0, READABLE) : name;
    return readable + "-" + sha256(image.toString()).substring(0, 16);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
