package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.SchemaText;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** What an engine's catalog says of the table people, in words that hold for all of them. */
sealed interface SchemaOf {
  static SchemaOf of(TestDatabase database) {
    return database.isMySql() ? new MySql(database) : new Postgres(database);
  }

  /** All of it, to be compared. */
  String definition() throws SQLException;

  boolean notNull(String column) throws SQLException;

  /** A column's type with whatever else is said of it; empty where there is none. */
  List<String> column(String column) throws SQLException;

  /** What migrations made in the database, beside tables' columns and constraints. */
  List<String> leftovers() throws SQLException;

  /** The checks that hold for every row. */
  List<String> checks() throws SQLException;

  /** The indexes that can be used, but the primary key's. */
  List<String> indexes() throws SQLException;

  /** Each with all it says. */
  List<String> foreignKeys() throws SQLException;

  /** PostgreSQL's. */
  record Postgres(TestDatabase database) implements SchemaOf {
    @Override
    public List<String> column(String column) throws SQLException {
      return database.column(
          """
          SELECT format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
                 || CASE WHEN atthasdef THEN ' DEFAULT' ELSE '' END
            FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = '%s'
          """
              .formatted(column));
    }

    @Override
    public List<String> leftovers() throws SQLException {
      return database.column(
          """
          SELECT pubname FROM pg_publication
          UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'infill%'
          UNION ALL SELECT slot_name FROM pg_replication_slots WHERE database = current_database()
          """);
    }

    @Override
    public String definition() throws SQLException {
      return SchemaText.of(database) + PgDump.schema(database).orElse("");
    }

    @Override
    public boolean notNull(String column) throws SQLException {
      return database
          .value(
              "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = '%s'"
                  .formatted(column))
          .equals("t");
    }

    @Override
    public List<String> checks() throws SQLException {
      return database.column(
          "SELECT conname FROM pg_constraint WHERE conrelid = 'people'::regclass AND contype = 'c' AND convalidated");
    }

    @Override
    public List<String> indexes() throws SQLException {
      return database.column(
          """
          SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
           WHERE i.indrelid = 'people'::regclass AND i.indisvalid AND NOT i.indisprimary ORDER BY 1
          """);
    }

    @Override
    public List<String> foreignKeys() throws SQLException {
      return database.column(
          """
          SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'
          """);
    }
  }

  /** MySQL's. */
  record MySql(TestDatabase database) implements SchemaOf {
    @Override
    public List<String> column(String column) throws SQLException {
      return database.column(
          """
          SELECT CONCAT(column_type, IF(is_nullable = 'NO', ' NOT NULL', ''),
                        IF(column_default IS NULL, '', ' DEFAULT'))
            FROM information_schema.columns
           WHERE table_schema = DATABASE() AND table_name = 'people' AND column_name = '%s'
          """
              .formatted(column));
    }

    @Override
    public List<String> leftovers() throws SQLException {
      return database.column(
          """
          SELECT table_name FROM information_schema.tables
           WHERE table_schema = DATABASE() AND table_name LIKE 'infill%'
          UNION ALL
          SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()
          """);
    }

    @Override
    public String definition() throws SQLException {
      var text = new StringBuilder();
      for (String table : database.column("SHOW TABLES")) {
        try (var connection = database.connect();
            var statement = connection.createStatement();
            var shown = statement.executeQuery("SHOW CREATE TABLE " + table)) {
          shown.next();
          text.append(shown.getString(2).replaceAll(" AUTO_INCREMENT=\\d+", "")).append('\n');
        }
      }
      database
          .column(
              """
              SELECT CONCAT_WS(' ', trigger_name, event_manipulation, action_timing, action_statement)
                FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1
              """)
          .forEach(trigger -> text.append(trigger).append('\n'));
      return text.toString();
    }

    @Override
    public boolean notNull(String column) throws SQLException {
      return database
          .value(
              """
              SELECT is_nullable FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = 'people' AND column_name = '%s'
              """
                  .formatted(column))
          .equals("NO");
    }

    @Override
    public List<String> checks() throws SQLException {
      return database.column(
          """
          SELECT constraint_name FROM information_schema.table_constraints
           WHERE table_schema = DATABASE() AND table_name = 'people'
             AND constraint_type = 'CHECK' AND enforced = 'YES'
          """);
    }

    @Override
    public List<String> indexes() throws SQLException {
      return database.column(
          """
          SELECT DISTINCT index_name FROM information_schema.statistics
           WHERE table_schema = DATABASE() AND table_name = 'people' AND index_name <> 'PRIMARY'
           ORDER BY 1
          """);
    }

    @Override
    public List<String> foreignKeys() throws SQLException {
      return database.column(
          """
          SELECT CONCAT(r.constraint_name, ' FOREIGN KEY (', k.column_name, ') REFERENCES ',
                   r.referenced_table_name, '(', k.referenced_column_name, ')',
                   IF(r.delete_rule = 'NO ACTION', '', CONCAT(' ON DELETE ', r.delete_rule)))
            FROM information_schema.referential_constraints r
            JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
           WHERE r.constraint_schema = DATABASE()
          """);
    }
  }
}
