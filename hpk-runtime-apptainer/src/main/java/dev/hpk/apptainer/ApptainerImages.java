package dev.hpk.apptainer;

import dev.hpk.api.container.Command;
import dev.hpk.api.container.ImagePlan;
import dev.hpk.api.container.ImageReference;
import dev.hpk.api.container.JobVariable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Names and fetches images: each becomes one SIF file in the shared store; files and sandbox
 * directories of the user's are taken as they are.
 */
final class ApptainerImages {

  private static final int READABLE = 100;

  private final ApptainerConfig config;
  private final Path store;

  ApptainerImages(ApptainerConfig config, Path workDirectory) {
    this.config = config;
    this.store = workDirectory.resolve("images");
  }

  ImagePlan plan(ImageReference image) {
    String key = key(image);
    if (image.isFile()) {
      return new ImagePlan(image, key, Path.of(image.repository()), null, null, configuration());
    }
    return new ImagePlan(
        image, key, store.resolve(key + ".sif"), null, fetch(image), configuration());
  }

  /** The image's file system, which lies beside the image. */
  ImagePlan volume(ImageReference image) {
    String key = key(image) + "-volume";
    Command fetch =
        Command.builder()
            .add(ApptainerScript.VOLUME.words())
            .add(config.command())
            .add(JobVariable.IMAGE_TEMPORARY)
            .add(image.isFile() ? image.repository() : "docker://" + source(image))
            .add(options(image))
            .build();
    return new ImagePlan(image, key, store.resolve(key + ".squashfs"), null, fetch, null);
  }

  private List<String> options(ImageReference image) {
    List<String> options = new ArrayList<>();
    if (config.insecureRegistries().contains(image.registry())) {
      options.add("--no-https");
    }
    if (!config.cache()) {
      options.add("--disable-cache");
    }
    return options;
  }

  private Command fetch(ImageReference image) {
    return Command.builder()
        .add(config.command(), "--silent", "--nocolor", "pull")
        .add(options(image))
        .add("--force")
        .add(JobVariable.IMAGE_TEMPORARY)
        .add("docker://" + source(image))
        .build();
  }

  /** Apptainer refuses a name with both; the digest is the one that decides. */
  private static ImageReference source(ImageReference image) {
    if (image.tag() == null || image.digest() == null) {
      return image;
    }
    return new ImageReference(image.registry(), image.repository(), null, image.digest());
  }

  private Command configuration() {
    return Command.builder()
        .add(ApptainerScript.CONFIGURATION.words())
        .add(config.command())
        .add(JobVariable.IMAGE_FILE)
        .build();
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
