package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Failures;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/**
 * What the server says of a text that an operator wrote. Asked without any row, so its words hold
 * no value of one.
 */
final class SpecText {
  private static final Set<String> NOT_OF_THE_TEXT = Set.of("08", "40", "53", "55", "57");

  private SpecText() {}

  /**
   * @throws SQLException the same, when the server was not there to say anything of the text
   */
  static String of(SQLException e) throws SQLException {
    if (NOT_OF_THE_TEXT.stream().anyMatch(group -> Failures.state(e).startsWith(group))) {
      throw e;
    }
    var server = e instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    return server == null || server.getMessage() == null
        ? "the server refused it (SQLSTATE " + e.getSQLState() + ")"
        : server.getMessage();
  }
}
