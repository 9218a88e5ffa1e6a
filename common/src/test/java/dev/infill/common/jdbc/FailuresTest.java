package dev.infill.common.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.postgres.PostgresDialect;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private final Failures failures = new Failures(new PostgresDialect());

  @Test
  void aMessageWithAValueIsLeftBehindWithItsException() {
    var failure =
        failures.of(
            new SQLException("invalid input syntax for type integer: \"secret\"", "22P02"),
            true,
            "can't fill t");

    assertThat(failure.badRow()).isTrue();
    assertThat(failure)
        .hasMessage("can't fill t: a text is no value of the type it is cast to (SQLSTATE 22P02)")
        .hasNoCause();
  }

  @Test
  void anErrorOfMySqlIsToldByItsNumber() {
    var failure =
        new Failures(new MySqlDialect())
            .of(
                new SQLException("Truncated incorrect INTEGER value: 'secret'", "22001", 1292),
                true,
                "can't fill t");

    assertThat(failure.badRow()).isTrue();
    assertThat(failure)
        .hasMessage(
            "can't fill t: a text is no value of the type it is read as"
                + " (SQLSTATE 22001, error 1292)")
        .hasNoCause();
  }

  @Test
  void theStateIsThatOfTheFirstCauseThatHasOne() {
    var failure =
        failures.of(
            new SQLTransientConnectionException(
                "not available", null, new SQLException("too many clients already", "53300")),
            false,
            "can't connect");

    assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(failure.code()).isEqualTo("53300");
  }

  @Test
  void wordsOfTheSchemaAreToldWhereNoRowTakesPart() {
    var missing = new SQLException("column \"x\" does not exist", "42703");

    assertThat(failures.ofSchema(missing, false, "can't look")).hasMessageContaining("\"x\"");
    assertThat(failures.of(missing, false, "can't fill").getMessage()).doesNotContain("\"x\"");
  }
}
