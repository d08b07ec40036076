package dev.hpk.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Addresses, options of logs, and what lies in the files of logs: read, or refused. */
@Timeout(600)
class RequestFuzzTest {

  private static final int SEEDS = Integer.getInteger("hpk.fuzz.seeds", 400);
  private static final Instant NOW = ServerWorld.START;
  private static final List<String> PIECES =
      List.of(
          "/",
          "//",
          "..",
          ".",
          "%2e",
          "%2f",
          "%00",
          "%",
          "%z",
          "%25",
          "+",
          ";",
          "&",
          "=",
          "?",
          "#",
          "\\",
          "containerLogs",
          "exec",
          "default",
          "web",
          "app",
          "tailLines",
          "sinceTime",
          "sinceSeconds",
          "limitBytes",
          "follow",
          "stream",
          "Stdout",
          "tail",
          "all",
          "command",
          "input",
          "1",
          "0",
          "-1",
          "9223372036854775807",
          "9223372036854775808",
          "true",
          "1e9",
          "2026-11-30T12:00:00Z",
          "9999-12-31T23:59:59.999999999-18:00",
          "0000-01-01T00:00:00Z",
          "\u0130",
          "\ud800",
          "%ff%fe",
          "%c3%28",
          "\r\n",
          " ",
          "\0");

  @TempDir Path directory;

  private static String text(Random random, int most) {
    return IntStream.range(0, random.nextInt(most))
        .mapToObj(index -> PIECES.get(random.nextInt(PIECES.size())))
        .collect(Collectors.joining());
  }

  @Test
  void no_address_is_read_as_a_place_outside() {
    for (long seed = 0; seed < 10L * SEEDS; seed++) {
      Random random = new Random(seed);
      String uri = (random.nextInt(5) == 0 ? "" : "/") + text(random, 20);

      Target target = Target.of(uri);

      assertThat(target.path())
          .as("seed %d: %s", seed, uri)
          .allMatch(part -> !part.isEmpty() && !part.contains("/") && !part.contains("\0"))
          .doesNotContain("..", ".");
    }
  }

  @Test
  void options_of_logs_are_acceptable_or_refused() {
    List<String> names =
        List.of("tailLines", "tail", "sinceTime", "sinceSeconds", "limitBytes", "follow", "stream");
    for (long seed = 0; seed < 10L * SEEDS; seed++) {
      Random random = new Random(seed);
      String query =
          Stream.generate(
                  () -> {
                    String value = PIECES.get(random.nextInt(PIECES.size()));
                    return names.get(random.nextInt(names.size())) + "=" + value;
                  })
              .limit(1 + random.nextInt(4))
              .collect(Collectors.joining("&"));
      try {
        LogOptions options = LogOptions.of(Target.of("/a?" + query).query(), NOW);

        assertThat(options.tailLines() == null || options.tailLines() >= 0).isTrue();
        assertThat(options.limitBytes() == null || options.limitBytes() > 0).isTrue();
        if (options.since() != null) {
          assertThat(options.since().toEpochMilli()).isLessThan(Long.MAX_VALUE);
        }
      } catch (Refusal refusal) {
        assertThat(refusal)
            .as("seed %d: %s", seed, query)
            .hasMessageMatching("(?s)(Unable|Invalid).*");
      }
    }
  }

  @Test
  void an_index_of_nonsense_still_leads_into_the_log() throws IOException {
    Path logPath = directory.resolve("log");
    Path indexPath = directory.resolve("index");
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] content = lines(random);
      Files.write(logPath, content);
      Files.writeString(indexPath, index(random), ISO_8859_1);
      Files.writeString(directory.resolve("kept"), text(random, 3).replace("\ud800", ""));
      LogFile log = new LogFile(logPath, new LongAdder());
      LogIndex index = new LogIndex(new LogFile(indexPath, new LongAdder()));

      long before = index.sizeBefore(random.nextInt(2_000_000));
      assertThat(before).as("seed %d", seed).isNotNegative();
      assertThat(log.lineStart(before, content.length))
          .as("seed %d", seed)
          .isBetween(0L, (long) content.length);
      assertThat(log.tailStart(0, content.length, random.nextInt(50)))
          .as("seed %d", seed)
          .isBetween(0L, (long) content.length);
      LineStamper stamper = new LineStamper(new LineTimes(index, log, 0), true);
      String stamped =
          stamper.stamp(ByteBuffer.wrap(content).position(content.length), 0).toString(ISO_8859_1);
      assertThat(stamped.replaceAll("(?m)^\\d{4,}-\\d\\d-\\d\\dT[0-9:.]+Z ", ""))
          .as("seed %d", seed)
          .isEqualTo(new String(content, ISO_8859_1));
    }
  }

  private static byte[] lines(Random random) {
    StringBuilder lines = new StringBuilder();
    for (int count = random.nextInt(60); count > 0; count--) {
      lines.append("x".repeat(random.nextInt(100))).append(random.nextInt(20) == 0 ? "" : "\n");
    }
    return lines.toString().getBytes(ISO_8859_1);
  }

  /** Mostly as it should be. */
  private static String index(Random random) {
    StringBuilder index = new StringBuilder();
    long size = 0;
    for (int second = 0; second < random.nextInt(100); second++) {
      size += random.nextInt(100);
      switch (random.nextInt(12)) {
        case 0 -> index.append("\0\0\0\0\n");
        case 1 -> index.append("9".repeat(random.nextInt(400))).append('\n');
        case 2 -> index.append(second).append(' ').append(size);
        default -> index.append(1000L * second).append(' ').append(size).append('\n');
      }
    }
    return index.toString();
  }
}
