package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The users of the demo on MySQL, as {@link DemoDatabase} has its roles on PostgreSQL: the
 * application's, and Infill's with no more rights than it needs.
 */
public final class MySqlDatabase {
  private MySqlDatabase() {}

  private static final String APPLICATION = DemoDatabase.APPLICATION + "@'%'";
  private static final String INFILL = DemoDatabase.INFILL + "@'%'";

  /** Makes a database of the application's, whose users are there. */
  public static void create(Connection admin, String name) throws SQLException {
    String database = name + ".*";
    try (var statement = admin.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      statement.execute("GRANT ALL ON " + database + " TO " + APPLICATION);
      // Rows, columns and index; the table of marks; the copies on which types are tried first.
      statement.execute(
          "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX,"
              + " CREATE TEMPORARY TABLES ON "
              + database
              + " TO "
              + INFILL);
    }
  }

  /** Makes the users. */
  public static void createUsers(Connection admin, String password) throws SQLException {
    String secret = DemoDatabase.quoted(password);
    try (var statement = admin.createStatement()) {
      statement.execute("CREATE USER " + APPLICATION + " IDENTIFIED BY " + secret);
      statement.execute("CREATE USER " + INFILL + " IDENTIFIED BY " + secret);
      // Reads the log of changes; sees who blocks a lock and how many sessions are at work.
      statement.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT, PROCESS ON *.* TO " + INFILL);
      statement.execute("GRANT SELECT ON performance_schema.* TO " + INFILL);
      // Marks Infill's own writes in the log, so that they are told from the application's.
      statement.execute("GRANT %s ON *.* TO %s".formatted(mayMark(admin), INFILL));
      if (mayMark(admin).equals("SYSTEM_VARIABLES_ADMIN")) {
        // A server that is as old asks for it before it lets anybody use JSON_TABLE.
        statement.execute("GRANT SELECT ON *.* TO " + INFILL);
      }
    }
  }

  /** The narrower privilege came with 8.0.14. */
  private static String mayMark(Connection admin) throws SQLException {
    try (var statement = admin.createStatement();
        var row =
            statement.executeQuery(
                "SELECT COUNT(*) FROM information_schema.user_privileges"
                    + " WHERE privilege_type = 'SESSION_VARIABLES_ADMIN'")) {
      row.next();
      return row.getLong(1) > 0 ? "SESSION_VARIABLES_ADMIN" : "SYSTEM_VARIABLES_ADMIN";
    }
  }
}
