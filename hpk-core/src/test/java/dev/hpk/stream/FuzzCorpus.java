package dev.hpk.stream;

import com.google.common.io.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Recorded conversations, one frame to a line, and what can go wrong with them. The same seed gives
 * the same bytes.
 */
final class FuzzCorpus {

  /** Of each test; more with the system property hpk.fuzz.seeds. */
  static final int SEEDS = Integer.getInteger("hpk.fuzz.seeds", 400);

  private final List<byte[]> frames;

  FuzzCorpus(String file) {
    try {
      frames =
          Resources.readLines(Resources.getResource("fuzz/" + file), StandardCharsets.US_ASCII)
              .stream()
              .map(HexFormat.of()::parseHex)
              .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] whole() {
    return join(frames);
  }

  /** Frames lost, doubled, swapped, cut; bytes and lengths changed. */
  byte[] mutated(Random random) {
    List<byte[]> changed = new ArrayList<>();
    frames.forEach(frame -> changed.add(frame.clone()));
    for (int change = 1 + random.nextInt(6); change > 0; change--) {
      int index = random.nextInt(changed.size());
      byte[] frame = changed.get(index);
      switch (random.nextInt(8)) {
        case 0 -> changed.add(random.nextInt(changed.size()), frame.clone());
        case 1 -> changed.set(index, Arrays.copyOf(frame, random.nextInt(frame.length + 20)));
        case 2 -> changed.set(index, noise(random, random.nextInt(200)));
        case 3 -> {
          if (frame.length > 7) { // the length
            frame[5 + random.nextInt(3)] = (byte) random.nextInt(256);
          }
        }
        case 4 -> changed.add(changed.remove(index));
        default -> {
          for (int count = 1 + random.nextInt(4); count > 0 && frame.length > 0; count--) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
          }
        }
      }
    }
    for (int times = random.nextInt(3); times > 0; times--) {
      changed.addAll(List.copyOf(changed));
    }
    return join(changed);
  }

  private static byte[] noise(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
