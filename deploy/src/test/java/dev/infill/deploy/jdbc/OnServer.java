package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/**
 * A test with a database of its own on each of the servers. The concrete classes bear {@code
 * ParameterizedClass}, which is not inherited.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnServer {
  @Parameter Server server;

  TestDatabase database;

  @BeforeParameterizedClassInvocation
  void open() throws SQLException {
    database = server.database();
  }

  @AfterParameterizedClassInvocation
  void close() throws SQLException {
    if (database != null) {
      database.close();
    }
  }

  /** A transaction of an application that calls itself the-app, left open. */
  Connection holding(String sql) throws SQLException {
    var application = database.connect();
    application.setAutoCommit(false);
    try (var statement = application.createStatement()) {
      statement.execute("SET application_name = 'the-app'");
      statement.execute(sql);
    }
    return application;
  }
}
