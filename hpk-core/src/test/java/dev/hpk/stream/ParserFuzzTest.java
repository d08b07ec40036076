package dev.hpk.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The small parsers of streams. */
@Timeout(600)
class ParserFuzzTest {

  private static final String SECRET = "xsecret";

  private static String pick(Random random, String... pieces) {
    StringBuilder text = new StringBuilder();
    for (int count = random.nextInt(12); count > 0; count--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.toString();
  }

  @Test
  void sizes_of_terminals_are_sizes_or_left_out() {
    for (long seed = 0; seed < 10L * FuzzCorpus.SEEDS; seed++) {
      Random random = new Random(seed);
      Sizes sizes = new Sizes();
      String text =
          pick(
              random,
              "{",
              "}",
              "\"Width\":",
              "\"Height\":",
              "80",
              "-1",
              "1e99",
              "99999999999",
              ",",
              "[",
              "null",
              "\"",
              "\\u",
              "\u00ff",
              "{\"Width\":80,\"Height\":24}",
              " ".repeat(700));
      for (int at = 0; at < text.length(); ) {
        int end = Math.min(text.length(), at + 1 + random.nextInt(50));
        sizes.data(Unpooled.copiedBuffer(text.substring(at, end), ISO_8859_1));
        at = end;
      }
      sizes.data(Unpooled.copiedBuffer("}{\"Width\":7,\"Height\":5}", ISO_8859_1));

      assertThat(sizes.latest()).as("seed %d: %s", seed, text).isEqualTo(new TerminalSize(5, 7));
    }
  }

  @Test
  void all_but_control_lines_passes_unchanged() throws IOException {
    for (long seed = 0; seed < FuzzCorpus.SEEDS; seed++) {
      Random random = new Random(seed);
      StringBuilder sent = new StringBuilder();
      StringBuilder passing = new StringBuilder();
      List<String> said = new ArrayList<>();
      for (int count = random.nextInt(20); count > 0; count--) {
        if (random.nextInt(4) == 0) {
          String line = "exit " + count;
          sent.append('\0').append(SECRET).append(' ').append(line).append('\n');
          said.add(line);
        } else {
          String other =
              pick(random, "\0x", "\n", "\0" + SECRET + "!", "text", SECRET, "\u00ff") + "\n";
          sent.append(other);
          passing.append(other);
        }
      }
      List<String> heard = new ArrayList<>();

      byte[] passed =
          new ControlLines(
                  new ByteArrayInputStream(sent.toString().getBytes(ISO_8859_1)),
                  SECRET,
                  heard::add)
              .readAllBytes();

      assertThat(new String(passed, ISO_8859_1)).as("seed %d", seed).isEqualTo(passing.toString());
      assertThat(heard).as("seed %d", seed).isEqualTo(said);
    }
  }

  @Test
  void an_upgrade_is_agreed_on_or_refused() {
    for (long seed = 0; seed < 10L * FuzzCorpus.SEEDS; seed++) {
      Random random = new Random(seed);
      FullHttpRequest request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1, random.nextBoolean() ? HttpMethod.GET : HttpMethod.POST, "/");
      for (String header :
          List.of(
              "Connection",
              "Upgrade",
              "X-Stream-Protocol-Version",
              "Sec-WebSocket-Protocol",
              "Sec-WebSocket-Version",
              "Sec-WebSocket-Key")) {
        request
            .headers()
            .set(
                header,
                pick(
                        random,
                        "Upgrade",
                        "SPDY/3.1",
                        "websocket",
                        ",",
                        " ",
                        "v4.channel.k8s.io",
                        "13",
                        "channel.k8s.io",
                        "v5.channel.k8s.io",
                        "portforward.k8s.io",
                        "base64.",
                        "\u00e9")
                    .strip());
      }
      try {
        assertThat(Negotiation.forCommand(request).name())
            .as("seed %d", seed)
            .matches("|.*channel\\.k8s\\.io");
      } catch (UpgradeRefusedException refused) {
        assertThat(refused.status().code()).as("seed %d", seed).isBetween(400, 403);
      } finally {
        request.release();
      }
    }
  }

  @Test
  void ports_are_ports_or_none() {
    for (long seed = 0; seed < 10L * FuzzCorpus.SEEDS; seed++) {
      String text = pick(new Random(seed), "0", "6", "5", "53", "-", "+", " ", "\u0663", "e");
      int port = PortForwardSession.port(text);

      assertThat(port).as("seed %d: %s", seed, text).isBetween(0, 65535);
      assertThat(port == 0 || Integer.parseInt(text) == port).isTrue();
    }
  }
}
