package dev.infill.common.jdbc;

import java.io.Serial;
import java.sql.SQLException;

/** The server at the URL speaks MySQL's protocol, and is another one. */
final class NotMySqlException extends SQLException {
  @Serial private static final long serialVersionUID = 1L;

  NotMySqlException(String version) {
    super("the server is no MySQL: " + version, "0A000");
  }
}
