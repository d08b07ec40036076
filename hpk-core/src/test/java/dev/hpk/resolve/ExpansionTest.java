package dev.hpk.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases are those of Kubernetes' own documentation of the syntax. */
class ExpansionTest {

  private static final Map<String, String> KNOWN =
      Map.of("VAR_A", "A", "VAR_B", "B", "VAR_REF", "$(VAR_A)", "VAR_EMPTY", "", "a.b", "dot");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "$(VAR_A)               | A",
        "___$(VAR_B)___         | ___B___",
        "$(VAR_A)$(VAR_B)       | AB",
        "$(VAR_A)-1             | A-1",
        "$(VAR_EMPTY)x          | x",
        "$(a.b)                 | dot",
        // what a variable brings is not expanded again
        "$(VAR_REF)             | $(VAR_A)",
        "$$(VAR_A)              | $(VAR_A)",
        "$$$(VAR_A)             | $A",
        "$$$$(VAR_A)            | $$(VAR_A)",
        "f000-$$VAR_A           | f000-$VAR_A",
        "foo\\$(VAR_A)bar       | foo\\Abar",
        "foo$(VAR_A             | foo$(VAR_A",
        "$(VAR_A$(VAR_B)        | $(VAR_A$(VAR_B)",
        "$(NOT_THERE)$(VAR_A)   | $(NOT_THERE)A",
        "$VAR_A                 | $VAR_A",
        "${VAR_A}               | ${VAR_A}",
        "$(VAR_A                | $(VAR_A",
        "$                      | $",
        "$$                     | $",
        "$$$                    | $$",
        "$()                    | $()",
        "$?_boo                 | $?_boo",
        "cost $\uD83D\uDE00     | cost $\uD83D\uDE00",
        "`id` $(id) '\"         | `id` $(id) '\"",
      })
  void a_text_is_expanded_as_kubernetes_does(String text, String expected) {
    StringBuilder expanded = new StringBuilder();
    for (Expansion.Piece piece : Expansion.pieces(text)) {
      if (piece instanceof Expansion.Plain plain) {
        expanded.append(plain.text());
      } else if (piece instanceof Expansion.Reference reference) {
        expanded.append(KNOWN.getOrDefault(reference.name(), reference.written()));
      }
    }

    assertThat(expanded).hasToString(expected);
  }
}
