package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The expectations are what Go's strconv.Quote is documented to give. */
class GoQuoteTest {

  @ParameterizedTest
  @MethodSource("texts")
  void a_text_is_quoted_as_go_quotes_it(String text, String expected) {
    assertThat(GoQuote.quote(text)).isEqualTo(expected);
  }

  static Stream<Arguments> texts() {
    return Stream.of(
        Arguments.of("", "\"\""),
        Arguments.of("plain text", "\"plain text\""),
        Arguments.of("a\"b\\c", "\"a\\\"b\\\\c\""),
        Arguments.of("\u0007\b\f\n\r\t\u000b", "\"\\a\\b\\f\\n\\r\\t\\v\""),
        Arguments.of("\u0001\u001f\u007f", "\"\\x01\\x1f\\x7f\""),
        Arguments.of("\u00e4\u4e16\ud83d\ude3a", "\"\u00e4\u4e16\ud83d\ude3a\""),
        Arguments.of("\u00a0\u2028\u200b\ufeff", "\"\\u00a0\\u2028\\u200b\\ufeff\""),
        Arguments.of("\udb40\udc01", "\"\\U000e0001\""),
        Arguments.of("'`$", "\"'`$\""));
  }
}
