package dev.hpk.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlLinesTest {

  private static final String SECRET = "xsecret";

  private final List<String> heard = new ArrayList<>();

  private String pass(String text) throws IOException {
    return pass(new ByteArrayInputStream(text.getBytes(ISO_8859_1)));
  }

  private String pass(InputStream source) throws IOException {
    return new String(new ControlLines(source, SECRET, heard::add).readAllBytes(), ISO_8859_1);
  }

  @Test
  void its_own_lines_are_taken_out() throws IOException {
    assertThat(pass("a\0xsecret exit 3\nb")).isEqualTo("ab");
    assertThat(heard).containsExactly("exit 3");
  }

  @Test
  void what_only_resembles_them_passes() throws IOException {
    String text = "\0\0\0xsecre exit 3\n\0xsecret";

    assertThat(pass(text)).isEqualTo(text);
    assertThat(heard).isEmpty();
  }

  @Test
  void a_line_without_an_end_passes_after_some_length() throws IOException {
    String text = "\0xsecret " + "y".repeat(100_000);

    assertThat(pass(text)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void however_it_is_cut_nothing_else_is_lost(long seed) throws IOException {
    Random random = new Random(seed);
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    StringBuilder plain = new StringBuilder();
    List<String> lines = new ArrayList<>();
    String alphabet = "\0x secrt\n\0";
    for (int piece = 0; piece < 500; piece++) {
      StringBuilder noise = new StringBuilder();
      int length = random.nextInt(30);
      for (int index = 0; index < length; index++) {
        noise.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      noise.append('.');
      plain.append(noise);
      mixed.writeBytes(noise.toString().getBytes(ISO_8859_1));
      lines.add("line " + piece);
      mixed.writeBytes(("\0" + SECRET + " line " + piece + "\n").getBytes(ISO_8859_1));
    }
    InputStream cut =
        new ByteArrayInputStream(mixed.toByteArray()) {
          @Override
          public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(40)));
          }
        };

    assertThat(pass(cut)).isEqualTo(plain.toString());
    assertThat(heard).isEqualTo(lines);
  }
}
