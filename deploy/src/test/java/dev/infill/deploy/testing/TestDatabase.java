package dev.infill.deploy.testing;

import dev.infill.common.model.Engine;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A database of a test's own.
 *
 * @param url the JDBC URL, without credentials
 * @param user a superuser, who may also replicate
 * @param password its password
 */
public record TestDatabase(String name, String url, String user, String password, String adminUrl)
    implements AutoCloseable {

  /** A new, empty database on the newest server of an engine. The test closes it. */
  public static TestDatabase on(Engine engine) throws SQLException {
    return switch (engine) {
      case POSTGRESQL -> TestPostgres.shared().database();
      case MYSQL -> TestMySql.newest().database();
    };
  }

  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** Runs statements, each in a transaction of its own. */
  public void execute(String... statements) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The first column of all rows, as text; NULL as "null". */
  public List<String> column(String query) throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      return column(statement, query);
    }
  }

  /** The same on a connection that is there. */
  public static List<String> column(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    }
  }

  /** The first column of the only row. */
  public String value(String query) throws SQLException {
    List<String> values = column(query);
    if (values.size() != 1) {
      throw new IllegalStateException(values.size() + " rows: " + query);
    }
    return values.getFirst();
  }

  /** The number that a query such as {@code select count(*)} answers. */
  public long number(String query) throws SQLException {
    return Long.parseLong(value(query));
  }

  public boolean isMySql() {
    return url.startsWith("jdbc:mysql:");
  }

  /** Drops the database with its replication slots, whoever still uses them. */
  @Override
  public void close() throws SQLException {
    if (isMySql()) {
      // It would wait for a year for a transaction that a failed test left open.
      execute("set session lock_wait_timeout = 60", "drop database " + name);
    } else {
      dropWithSlots();
    }
  }

  private void dropWithSlots() throws SQLException {
    try (var connection = DriverManager.getConnection(adminUrl, user, password);
        var statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(active_pid) from pg_replication_slots"
              + " where active and database = '"
              + name
              + "'");
      statement.execute(
          """
          do $$
          declare slot name;
          begin
            for slot in select slot_name from pg_replication_slots where database = '%s' loop
              for attempt in 1..100 loop
                begin
                  perform pg_drop_replication_slot(slot);
                  exit;
                exception when object_in_use then
                  perform pg_sleep(0.05);
                end;
              end loop;
            end loop;
          end $$
          """
              .formatted(name));
      statement.execute("drop database if exists " + name + " with (force)");
    }
  }
}
