package dev.infill.common.jdbc.mysql;

import dev.infill.common.dialect.ServerError;
import dev.infill.common.jdbc.Failures;
import dev.infill.common.message.FailureKind;
import dev.infill.common.mysql.MySqlDialect;
import java.sql.SQLException;

/**
 * What the server says of a text that an operator wrote. Asked without any row, so its words hold
 * no value of one.
 */
final class SpecText {
  private SpecText() {}

  /**
   * @throws SQLException the same, when the server was not there to say anything of the text
   */
  static String of(SQLException e) throws SQLException {
    var error = new ServerError(Failures.state(e), e.getErrorCode());
    if (new MySqlDialect().kindOf(error, false) != FailureKind.PERMANENT
        || e.getMessage() == null) {
      throw e;
    }
    return plain(e.getMessage().lines().findFirst().orElseThrow());
  }

  /** Without the full stop that some of the server's sentences end with. */
  static String plain(String sentence) {
    return sentence.replaceAll("[.\\s']+$", "");
  }
}
