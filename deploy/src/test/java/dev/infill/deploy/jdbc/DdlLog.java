package dev.infill.deploy.jdbc;

import dev.infill.common.plan.PlannedStatement;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** A server's own account of the statements that changed the schema of a database. */
sealed interface DdlLog {
  /** Begins one. */
  static DdlLog of(TestDatabase database) throws SQLException {
    return database.isMySql() ? MySql.begin(database) : Postgres.begin(database);
  }

  /** What ran since it began or was cleared, in order. */
  List<String> run() throws SQLException;

  /** Of planned statements those that it would hold. */
  List<String> in(List<PlannedStatement> planned);

  void clear() throws SQLException;

  void close() throws SQLException;

  /** What the comment on the publication tells of the table is of the moment when it is made. */
  static String withoutGround(String sql) {
    return sql.replaceAll("begun on [^']*", "begun on");
  }

  /** PostgreSQL's, kept by an event trigger. */
  record Postgres(TestDatabase database) implements DdlLog {
    static DdlLog begin(TestDatabase database) throws SQLException {
      database.execute(
          "CREATE TABLE ddl_log (n serial, sql text)",
          """
          CREATE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS
          'BEGIN INSERT INTO ddl_log (sql) VALUES (current_query()); END'
          """,
          "CREATE EVENT TRIGGER log_ddl ON ddl_command_start EXECUTE FUNCTION log_ddl()");
      return new Postgres(database);
    }

    @Override
    public List<String> run() throws SQLException {
      return database.column("SELECT sql FROM ddl_log ORDER BY n").stream()
          .map(String::strip)
          .map(DdlLog::withoutGround)
          .toList();
    }

    @Override
    public List<String> in(List<PlannedStatement> planned) {
      return planned.stream()
          .map(PlannedStatement::sql)
          .filter(sql -> !sql.startsWith("SELECT") && !sql.startsWith("WITH"))
          .map(DdlLog::withoutGround)
          .toList();
    }

    @Override
    public void clear() throws SQLException {
      database.execute("TRUNCATE ddl_log");
    }

    @Override
    public void close() throws SQLException {
      database.execute("DROP EVENT TRIGGER log_ddl", "DROP FUNCTION log_ddl", "DROP TABLE ddl_log");
    }
  }

  /** MySQL's general log, which holds queries too; those over all rows are told in plans. */
  record MySql(TestDatabase database) implements DdlLog {
    private static final String TOLD =
        "(?s)(ALTER|CREATE TABLE|CREATE TRIGGER|DROP TABLE|DROP TRIGGER"
            + "|SELECT COUNT\\(\\*\\) OVER|SET SESSION foreign_key_checks = O).*";

    static DdlLog begin(TestDatabase database) throws SQLException {
      database.execute(
          "SET GLOBAL log_output = 'TABLE'",
          "SET GLOBAL general_log = ON",
          "TRUNCATE mysql.general_log");
      return new MySql(database);
    }

    @Override
    public List<String> run() throws SQLException {
      return database
          .column(
              """
              SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log
               WHERE command_type = 'Query' ORDER BY event_time
              """)
          .stream()
          .map(String::strip)
          .filter(sql -> sql.matches(TOLD))
          .toList();
    }

    @Override
    public List<String> in(List<PlannedStatement> planned) {
      return planned.stream().map(PlannedStatement::sql).filter(sql -> sql.matches(TOLD)).toList();
    }

    @Override
    public void clear() throws SQLException {
      database.execute("TRUNCATE mysql.general_log");
    }

    @Override
    public void close() throws SQLException {
      database.execute("SET GLOBAL general_log = OFF", "SET GLOBAL log_output = DEFAULT");
    }
  }
}
