package dev.infill.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lower(email)",
        "'it''s ) ; -- fine'",
        "E'it\\'s ) ; -- fine'",
        "e'\\\\'",
        "\"od)d\" || U&\"d\\0061ta\"",
        "$$ ; ) -- $$ || $tag$ $$ ; $tag$",
        "a$b - -1",
        "(ARRAY[1, 2])[1]",
        "data ? 'a' AND data ?| ARRAY['b']",
        "1e5 + 1.5 + .5 + 1e-3",
        "CASE WHEN a > 0 THEN 'x' END",
        "B'101'::int",
        "äé || 'ü'"
      })
  void anExpressionStaysWhereItIsPut(String text) {
    assertThat(new Expression(text).escape()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "a; DROP TABLE users",
        "a) FROM users",
        "(a",
        "(a]",
        "a, b",
        "a -- rest",
        "a /* rest",
        "a+--b",
        "'open",
        "\"open",
        "$x$ open $y$",
        "'plain \\'; x'",
        "E'open \\'",
        "name_e'\\'; x'",
        "'a'\n'b'",
        "E'a'\n'\\'; x'",
        "$1",
        "{fn now()}",
        "a\0b"
      })
  void whatLeavesItsPlaceIsRefused(String text) {
    assertThat(new Expression(text).escape()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(SELECT 1)",
        "a IN (select b from c)",
        "(VALUES (1))",
        "(TABLE t)",
        "(WITH x AS (y) z)"
      })
  void queriesAreSeen(String text) {
    assertThat(new Expression(text).hasQuery()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'select'",
        "\"select\"",
        "selected",
        "x::timestamp with time zone",
        "$$ select $$"
      })
  void wordsInQuotesAreNoQueries(String text) {
    assertThat(new Expression(text).hasQuery()).isFalse();
  }

  @Test
  void callsAndWordsAreTold() {
    var value = new Expression("Lower(trim('now()' || Email)) || \"Odd\"(x)");

    assertThat(value.calls()).containsExactly("lower", "trim", "Odd");
    assertThat(value.words()).containsExactly("lower", "trim", "email", "x");
  }

  @Test
  void aLiteralTakesTheTypeOfItsColumn() {
    assertThat(new Expression("('2020-01-01')").isUntypedLiteral()).isTrue();
    assertThat(new Expression("NULL").isUntypedLiteral()).isTrue();
    assertThat(new Expression("1").isUntypedLiteral()).isFalse();
    assertThat(new Expression("'a' || 'b'").isUntypedLiteral()).isFalse();
    assertThat(new Expression("'a'::text").isUntypedLiteral()).isFalse();
  }

  @Test
  void rowsAsAWholeAreSeen() {
    assertThat(new Expression("to_jsonb(users.*)").hasWholeRow()).isTrue();
    assertThat(new Expression("'users.*' || (a * b)").hasWholeRow()).isFalse();
  }
}
