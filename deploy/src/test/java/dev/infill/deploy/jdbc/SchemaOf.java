package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.SchemaText;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** What an engine's catalog says of a table, in words that hold for all of them. */
sealed interface SchemaOf {
  static SchemaOf of(TestDatabase database, String table) {
    return database.isMySql() ? new MySql(database, table) : new Postgres(database, table);
  }

  /** All of the database, to be compared, also by another program's account where there is one. */
  String definition() throws SQLException;

  /** The same by the catalog alone, for tests that ask many times. */
  String catalog() throws SQLException;

  boolean notNull(String column) throws SQLException;

  /** A column's type with whatever else is said of it; empty where there is none. */
  List<String> column(String column) throws SQLException;

  /** What migrations made in the database, beside tables' columns and constraints. */
  List<String> leftovers() throws SQLException;

  /** The checks that hold for every row. */
  List<String> checks() throws SQLException;

  /** The indexes that can be used, but the primary key's. */
  List<String> indexes() throws SQLException;

  /** The indexes of the database that are there and can't be used. */
  List<String> halfMadeIndexes() throws SQLException;

  /** Of the table's rows as they are stored; another one when they were all written anew. */
  String storage() throws SQLException;

  /** Sessions that build an index of the database, or wait to. */
  List<String> building() throws SQLException;

  /** The names of the table's triggers. */
  List<String> triggers() throws SQLException;

  /** Each with all it says. */
  List<String> foreignKeys() throws SQLException;

  /** PostgreSQL's. */
  record Postgres(TestDatabase database, String table) implements SchemaOf {
    @Override
    public List<String> column(String column) throws SQLException {
      return database.column(
          """
          SELECT format_type(atttypid, atttypmod) || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END
                 || CASE WHEN atthasdef THEN ' DEFAULT' ELSE '' END
            FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = '%s'
          """
              .formatted(table, column));
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
      return catalog() + PgDump.schema(database).orElse("");
    }

    @Override
    public String catalog() throws SQLException {
      return SchemaText.of(database);
    }

    @Override
    public boolean notNull(String column) throws SQLException {
      return database
          .value(
              "SELECT attnotnull FROM pg_attribute WHERE attrelid = '%s'::regclass AND attname = '%s'"
                  .formatted(table, column))
          .equals("t");
    }

    @Override
    public List<String> checks() throws SQLException {
      return database.column(
          "SELECT conname FROM pg_constraint WHERE conrelid = '%s'::regclass AND contype = 'c' AND convalidated"
              .formatted(table));
    }

    @Override
    public List<String> indexes() throws SQLException {
      return database.column(
          """
          SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
           WHERE i.indrelid = '%s'::regclass AND i.indisvalid AND NOT i.indisprimary ORDER BY 1
          """
              .formatted(table));
    }

    @Override
    public List<String> halfMadeIndexes() throws SQLException {
      return database.column(
          "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid ORDER BY 1");
    }

    @Override
    public String storage() throws SQLException {
      return database.value("SELECT pg_relation_filenode('%s')".formatted(table));
    }

    @Override
    public List<String> building() throws SQLException {
      return database.column(
          "SELECT pid FROM pg_stat_progress_create_index WHERE datname = current_database()");
    }

    @Override
    public List<String> triggers() throws SQLException {
      return database.column(
          "SELECT tgname FROM pg_trigger WHERE tgrelid = '%s'::regclass AND NOT tgisinternal ORDER BY 1"
              .formatted(table));
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
  record MySql(TestDatabase database, String table) implements SchemaOf {
    @Override
    public List<String> column(String column) throws SQLException {
      return database.column(
          """
          SELECT CONCAT(column_type, IF(is_nullable = 'NO', ' NOT NULL', ''),
                        IF(column_default IS NULL, '', ' DEFAULT'))
            FROM information_schema.columns
           WHERE table_schema = DATABASE() AND table_name = '%s' AND column_name = '%s'
          """
              .formatted(table, column));
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
      return catalog();
    }

    @Override
    public String catalog() throws SQLException {
      var text = new StringBuilder();
      // Some tests ask a hundred times, and to log in takes longer than to answer.
      try (var connection = database.connect();
          var statement = connection.createStatement()) {
        for (String each : TestDatabase.column(statement, "SHOW TABLES")) {
          try (var shown = statement.executeQuery("SHOW CREATE TABLE " + each)) {
            shown.next();
            text.append(shown.getString(2).replaceAll(" AUTO_INCREMENT=\\d+", "")).append('\n');
          }
        }
        TestDatabase.column(
                statement,
                """
                SELECT CONCAT_WS(' ', trigger_name, event_manipulation, action_timing, action_statement)
                  FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1
                """)
            .forEach(trigger -> text.append(trigger).append('\n'));
      }
      return text.toString();
    }

    @Override
    public boolean notNull(String column) throws SQLException {
      return database
          .value(
              """
              SELECT is_nullable FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = '%s' AND column_name = '%s'
              """
                  .formatted(table, column))
          .equals("NO");
    }

    @Override
    public List<String> checks() throws SQLException {
      return database.column(
          """
          SELECT constraint_name FROM information_schema.table_constraints
           WHERE table_schema = DATABASE() AND table_name = '%s'
             AND constraint_type = 'CHECK' AND enforced = 'YES'
          """
              .formatted(table));
    }

    @Override
    public List<String> indexes() throws SQLException {
      return database.column(
          """
          SELECT DISTINCT index_name FROM information_schema.statistics
           WHERE table_schema = DATABASE() AND table_name = '%s' AND index_name <> 'PRIMARY'
           ORDER BY 1
          """
              .formatted(table));
    }

    /** None: a statement that ended early left nothing. */
    @Override
    public List<String> halfMadeIndexes() {
      return List.of();
    }

    @Override
    public String storage() throws SQLException {
      return database.value(
          "SELECT table_id FROM information_schema.innodb_tables WHERE name = '%s/%s'"
              .formatted(database.name(), table));
    }

    /** The table's, whatever it is that they wait for its lock with. */
    @Override
    public List<String> building() throws SQLException {
      return database.column(
          """
          SELECT t.processlist_id FROM performance_schema.metadata_locks l
            JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
           WHERE l.lock_status = 'PENDING' AND l.object_schema = DATABASE() AND l.object_name = '%s'
          """
              .formatted(table));
    }

    @Override
    public List<String> triggers() throws SQLException {
      return database.column(
          """
          SELECT trigger_name FROM information_schema.triggers
           WHERE trigger_schema = DATABASE() AND event_object_table = '%s' ORDER BY 1
          """
              .formatted(table));
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
