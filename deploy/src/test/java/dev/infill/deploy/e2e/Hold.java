package dev.infill.deploy.e2e;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** An application's transaction that stays open, and what it holds with it. */
final class Hold {
  private final Optional<Connection> connection;
  private final int pid;

  private Hold(Optional<Connection> connection, int pid) {
    this.connection = connection;
    this.pid = pid;
  }

  /** Where nothing has to be held. */
  static Hold nothing() {
    return new Hold(Optional.empty(), 0);
  }

  /** Begins a transaction with a statement. */
  static Hold by(TestDatabase database, String statement) throws SQLException {
    var connection = database.connect();
    try (var begun = connection.createStatement()) {
      int pid;
      String own = database.isMySql() ? "CONNECTION_ID()" : "pg_backend_pid()";
      try (var answer = begun.executeQuery("SELECT " + own)) {
        answer.next();
        pid = answer.getInt(1);
      }
      connection.setAutoCommit(false);
      begun.execute(statement);
      if (!database.isMySql()) {
        // Also ends the driver's portal, which would keep the statement's snapshot.
        begun.execute("SET application_name = 'the-holder'");
      }
      return new Hold(Optional.of(connection), pid);
    }
  }

  /** The server's process of it, which a status ought to name. */
  int pid() {
    return pid;
  }

  /** Commits; again does nothing. */
  void release() throws SQLException {
    if (connection.isPresent() && !connection.get().isClosed()) {
      connection.get().commit();
      connection.get().close();
    }
  }
}
