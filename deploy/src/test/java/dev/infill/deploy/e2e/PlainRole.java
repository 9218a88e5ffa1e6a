package dev.infill.deploy.e2e;

import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Who has no other rights on a database than security.md asks for. The server is the newest of its
 * engine.
 */
final class PlainRole implements AutoCloseable {
  private final TestDatabase database;
  private final String table;
  private final String name;

  private PlainRole(TestDatabase database, String table) {
    this.database = database;
    this.table = table;
    this.name = database.name() + "_plain";
  }

  /**
   * Makes one that may migrate a table, with its password that of the database's own user.
   *
   * @param table in the schema {@code public} on PostgreSQL; without its schema
   */
  static PlainRole of(TestDatabase database, String table) throws SQLException {
    var role = new PlainRole(database, table);
    database.execute(database.isMySql() ? role.onMySql() : role.onPostgres());
    return role;
  }

  private String[] onPostgres() {
    return new String[] {
      "CREATE ROLE " + name + " LOGIN REPLICATION PASSWORD '" + database.password() + "'",
      "GRANT CREATE ON DATABASE " + database.name() + " TO " + name,
      "GRANT CREATE, USAGE ON SCHEMA public TO " + name,
      "GRANT pg_monitor TO " + name,
      "ALTER TABLE " + table + " OWNER TO " + name
    };
  }

  private String[] onMySql() {
    String all = "`" + database.name().replace("_", "\\_") + "`.*";
    return new String[] {
      "CREATE USER %s IDENTIFIED BY '%s'".formatted(name, database.password()),
      "GRANT REPLICATION SLAVE, REPLICATION CLIENT, PROCESS, SESSION_VARIABLES_ADMIN ON *.* TO "
          + name,
      "GRANT SELECT ON performance_schema.* TO " + name,
      "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, CREATE TEMPORARY TABLES ON %s TO %s"
          .formatted(all, name),
      "GRANT INDEX, TRIGGER ON %s.%s TO %s".formatted(database.name(), table, name)
    };
  }

  String name() {
    return name;
  }

  /** A fleet of the database alone, used by this role. */
  NamedText fleet(Path folder) throws IOException {
    return Fleets.of(folder, database, name, database.password());
  }

  @Override
  public void close() throws SQLException {
    if (database.isMySql()) {
      database.execute("DROP USER " + name);
    } else {
      database.execute(
          "ALTER TABLE " + table + " OWNER TO " + database.user(),
          "DROP OWNED BY " + name,
          "DROP ROLE " + name);
    }
  }
}
