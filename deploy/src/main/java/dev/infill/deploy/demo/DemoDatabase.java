package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The roles of the demo on PostgreSQL: the application owns its table, and Infill logs in with no
 * more rights than it needs. All have the same password, which the server's superuser has too.
 */
public final class DemoDatabase {
  /** The database of a fleet of one; those of a larger one are numbered. */
  public static final String NAME = "app";

  /** Owns the table. */
  public static final String APPLICATION = "app";

  /** Infill's own role; {@code fleet.yaml} names it. */
  public static final String INFILL = "infill";

  private DemoDatabase() {}

  /** Makes the roles. */
  public static void createRoles(Connection admin, String password) throws SQLException {
    try (var statement = admin.createStatement()) {
      statement.execute("CREATE ROLE " + APPLICATION + " LOGIN PASSWORD " + quoted(password));
      statement.execute(
          "CREATE ROLE "
              + INFILL
              + " LOGIN REPLICATION PASSWORD "
              + quoted(password)
              + " IN ROLE "
              + APPLICATION);
      // Who blocks a lock, how far replicas are, what a slot retains.
      statement.execute("GRANT pg_monitor TO " + INFILL);
    }
  }

  /** Makes a database of the application's. */
  public static void create(Connection admin, String name) throws SQLException {
    try (var statement = admin.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + APPLICATION);
    }
  }

  /** What Infill needs within the database, given by its superuser. */
  public static void grant(Connection superuser, String name) throws SQLException {
    try (var statement = superuser.createStatement()) {
      statement.execute("GRANT CREATE ON DATABASE " + name + " TO " + INFILL);
      // Keeps Infill's own writes out of the change stream.
      for (String function :
          new String[] {
            "create(text)",
            "drop(text)",
            "oid(text)",
            "session_setup(text)",
            "session_reset()",
            "session_is_setup()",
            "progress(text, boolean)"
          }) {
        statement.execute(
            "GRANT EXECUTE ON FUNCTION pg_replication_origin_" + function + " TO " + INFILL);
      }
    }
  }

  /** A password made of letters and digits needs no more than its quotes. */
  static String quoted(String password) {
    if (!password.matches("[A-Za-z0-9]+")) {
      throw new IllegalArgumentException("a password of letters and digits is expected");
    }
    return "'" + password + "'";
  }
}
