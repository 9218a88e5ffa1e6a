package dev.infill.common.jdbc;

import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/** The first line of what a server or driver said: no detail, no hint, no statement. */
final class ServerText {
  private ServerText() {}

  static String of(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof PSQLException postgres) {
        var server = postgres.getServerErrorMessage();
        if (server != null && server.getMessage() != null) {
          return server.getMessage();
        }
        return firstLine(postgres);
      }
    }
    return firstLine(e);
  }

  private static String firstLine(Throwable t) {
    String message = t.getMessage();
    return message == null
        ? t.getClass().getSimpleName()
        : message.lines().findFirst().orElse(t.getClass().getSimpleName());
  }
}
