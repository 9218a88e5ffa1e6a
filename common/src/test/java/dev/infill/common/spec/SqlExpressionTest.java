package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Engine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlExpressionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lower(email)",
        "'it''s; -- no /* comment ('",
        "E'it\\'s ('",
        "e'\\\\'",
        "\"odd \"\"name\"\" (\"",
        "tags[1]",
        "(ARRAY[a, b])[1]",
        "$$ ; -- ( $$",
        "$tag$ $$ ; $tag$",
        "a - -1",
        "coalesce(a, b)",
        "payload #>> '{a,b}'",
        "costs$ || 'x'",
        "name_e'x'",
        "payload ? 'a'"
      })
  void takesWhatPostgresTakesAsOneExpression(String text) {
    assertThat(SqlExpression.flaw(text, Engine.POSTGRESQL)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lower(email",
        "lower(email))",
        "a) , b = (c",
        "a, b = c",
        "(a]",
        "a; DROP TABLE users",
        "a -- rest",
        "a--1",
        "a /* rest",
        "'open",
        "'open''",
        "'plain backslash\\''; x",
        "E'escaped\\'",
        "\"open",
        "$$ open",
        "$tag$ open $$",
        "name_e'\\'; x'",
        "a\0b",
        "  "
      })
  void refusesWhatLeavesItsPlaceInPostgres(String text) {
    assertThat(SqlExpression.flaw(text, Engine.POSTGRESQL)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"'it\\'s'", "\"it\\\"s\"", "`odd ``name`` (`", "$$", "price * 2"})
  void takesWhatMysqlTakesAsOneExpression(String text) {
    assertThat(SqlExpression.flaw(text, Engine.MYSQL)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a # rest", "'open\\'", "`open", "$$ ; $$"})
  void refusesWhatLeavesItsPlaceInMysql(String text) {
    assertThat(SqlExpression.flaw(text, Engine.MYSQL)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void noFlawRepeatsTheText(Engine engine) {
    assertThat(SqlExpression.flaw("hunter2; x", engine))
        .hasValueSatisfying(flaw -> assertThat(flaw.toString()).doesNotContain("hunter2"));
  }
}
