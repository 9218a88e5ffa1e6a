package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import java.sql.SQLException;

/** Whether the server can be captured from, and the user may ask for it. */
final class ServerCheck {
  private ServerCheck() {}

  /** Whether the rest can be asked of it. */
  static boolean look(Db db, Findings findings) throws SQLException {
    var version = db.version();
    if (version.maria()) {
      findings.error(
          "engine-not-supported",
          "The server is MariaDB %s.".formatted(version),
          "Name servers that run MySQL; the change capture that Infill uses does not read MariaDB's log.");
      return false;
    }
    if (!version.atLeast(8, 0, 12)) {
      findings.error(
          "server-version",
          "The server is MySQL %s; 8.0.12 to 9 are supported.".formatted(version),
          "Upgrade the server.");
      return false;
    }
    return true;
  }

  /** Whether our sessions may bear a number by which the log tells their writes. */
  static boolean ownMark(Db db) throws SQLException {
    try {
      db.execute("SET SESSION pseudo_thread_id = @@SESSION.pseudo_thread_id");
      return true;
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
      return false;
    }
  }
}
