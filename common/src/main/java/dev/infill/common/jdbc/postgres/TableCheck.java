package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WritersSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the table is one whose rows can be filled and captured, and the role may. */
final class TableCheck {
  private static final Map<String, String> NO_TABLES =
      Map.of(
          "v", "a view",
          "m", "a materialized view",
          "f", "a foreign table",
          "i", "an index",
          "I", "an index",
          "S", "a sequence",
          "c", "a composite type");

  private static final String FIND =
      """
      SELECT c.oid::regclass::text, c.relkind, c.relpersistence,
             c.reloftype <> 0,
             row_security_active(c.oid),
             has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'UPDATE'),
             pg_has_role(c.relowner, 'USAGE'),
             has_schema_privilege(c.relnamespace, 'USAGE'),
             has_schema_privilege(c.relnamespace, 'CREATE'),
             EXISTS (SELECT FROM pg_rewrite r
                      WHERE r.ev_class = c.oid AND r.ev_type IN ('2', '3', '4')),
             pg_get_userbyid(c.relowner), current_user,
             (SELECT max(a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ?
      """;

  /** Columns that a table may ever have had; a dropped one keeps its place. */
  private static final int MOST_COLUMNS = 1_600;

  /**
   * @param bytes with its indexes and partitions
   */
  record Table(long bytes, boolean partitioned, boolean triggered) {
    Table withTriggers(boolean there) {
      return new Table(bytes, partitioned, there);
    }
  }

  private final Db db;
  private final MigrationSpec spec;
  private final TableName name;
  private final Findings findings;

  private TableCheck(Db db, MigrationSpec spec, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.name = spec.table();
    this.findings = findings;
  }

  /** The table, when the rest can be asked of it. */
  static Optional<Table> look(Db db, MigrationSpec spec, Findings findings) throws SQLException {
    return new TableCheck(db, spec, findings).find();
  }

  private Optional<Table> find() throws SQLException {
    var facts = db.first(this::facts, FIND, name.schema(), name.table());
    if (facts.isEmpty()) {
      missing();
      return Optional.empty();
    }
    var usable = facts.get();
    if (usable.isEmpty()) {
      return Optional.empty();
    }
    for (String column : spec.columnNames()) {
      column(column);
    }
    boolean triggered = triggers();
    publications();
    return usable.map(table -> table.withTriggers(triggered));
  }

  private Optional<Table> facts(ResultSet row) throws SQLException {
    String kind = NO_TABLES.get(row.getString(2));
    if (kind != null) {
      findings.error(
          "not-a-table", "%s is %s.".formatted(name, kind), "Name the table that holds the rows.");
      return Optional.empty();
    }
    boolean opens = row.getBoolean(8);
    Optional<Long> bytes =
        opens ? PartitionCheck.look(db, name, row.getString(2), findings) : Optional.empty();
    shape(row);
    if (!row.getString(3).equals("p")) {
      findings.error(
          "unlogged",
          "%s is temporary or unlogged, so its changes can't be captured.".formatted(name),
          "ALTER TABLE %s SET LOGGED".formatted(Quoting.table(name)));
    }
    if (row.getBoolean(5)) {
      findings.error(
          "row-level-security",
          "Row-level security hides rows of %s from the role %s."
              .formatted(name, row.getString(12)),
          "Log in as a role that sees every row: ALTER ROLE %s BYPASSRLS"
              .formatted(row.getString(12)));
    }
    if (row.getBoolean(10)) {
      findings.error(
          "rewrite-rule",
          "A rule of %s changes what writes of it do.".formatted(name),
          "Drop the rule, or use a trigger in its place.");
    }
    privileges(row);
    // Without these nothing more can be asked of the table.
    boolean partitioned = row.getString(2).equals("p");
    return row.getBoolean(6) && !row.getBoolean(5)
        ? bytes.map(size -> new Table(size, partitioned, false))
        : Optional.empty();
  }

  private void shape(ResultSet row) throws SQLException {
    if (row.getBoolean(4)) {
      findings.error(
          "typed-table",
          "%s is of a composite type (OF), so a column can't be added to it.".formatted(name),
          "ALTER TABLE %s NOT OF".formatted(Quoting.table(name)));
    }
    if (row.getInt(13) >= MOST_COLUMNS) {
      findings.error(
          "too-many-columns",
          "%s has no room for a column: with those that were dropped it has had %d, the most there can be."
              .formatted(name, row.getInt(13)),
          "Put the column into a table of its own, or copy the table.");
    }
  }

  private void privileges(ResultSet row) throws SQLException {
    String user = row.getString(12);
    if (!row.getBoolean(6)) {
      findings.error(
          "no-table-privilege",
          "The role %s may not read and update %s.".formatted(user, name),
          "GRANT SELECT, UPDATE ON %s TO %s".formatted(Quoting.table(name), user));
    }
    if (!row.getBoolean(7)) {
      findings.error(
          "not-owner",
          "The role %s does not own %s, so it can't add a column to it.".formatted(user, name),
          "GRANT %s TO %s".formatted(row.getString(11), user));
    }
    if (!row.getBoolean(8)) {
      findings.error(
          "no-schema-privilege",
          "The role %s may not use the schema %s.".formatted(user, name.schema()),
          "GRANT USAGE ON SCHEMA %s TO %s".formatted(Quoting.identifier(name.schema()), user));
    }
    boolean creates =
        !spec.indexes().isEmpty() || spec.writers().gate() == WritersSpec.Gate.TRIGGER;
    if (creates && !row.getBoolean(9)) {
      findings.error(
          "no-schema-create-privilege",
          "The role %s may not create indexes or functions in the schema %s."
              .formatted(user, name.schema()),
          "GRANT CREATE ON SCHEMA %s TO %s".formatted(Quoting.identifier(name.schema()), user));
    }
  }

  private void missing() throws SQLException {
    List<String> alike =
        db.texts(
            """
            SELECT n.nspname || '.' || c.relname
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE lower(c.relname) = lower(?) AND c.relkind IN ('r', 'p') LIMIT 3
            """,
            name.table());
    findings.error(
        "table-missing",
        "There is no table %s in the database %s."
            .formatted(name, db.text("SELECT current_database()")),
        alike.isEmpty()
            ? "Check the name, and the database in the shard's URL."
            : "Did you mean " + String.join(" or ", alike) + "?");
  }

  private void column(String column) throws SQLException {
    if (db.holds(
        "SELECT true FROM pg_attribute WHERE attrelid = ?::regclass AND attname = ?",
        Quoting.table(name),
        column)) {
      findings.error(
          "column-exists",
          "%s has a column %s already.".formatted(name, column),
          "Choose another name, or drop the column if nobody needs it.");
    }
  }

  /**
   * Whether triggers fire for the fill's own updates. One for named columns fires only for them.
   */
  private boolean triggers() throws SQLException {
    var names =
        db.texts(
            TableTree.WITH_TREE
                + """
                SELECT g.tgname || CASE WHEN g.tgrelid = ?::regclass THEN ''
                                        ELSE ' of ' || g.tgrelid::regclass END
                  FROM tree JOIN pg_trigger g ON g.tgrelid = tree.oid
                 WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgenabled IN ('O', 'A')
                   AND g.tgtype & 16 <> 0 AND g.tgattr::text = '' ORDER BY 1
                """,
            Quoting.table(name),
            Quoting.table(name));
    if (!names.isEmpty()) {
      findings.warning(
          "update-triggers",
          "Triggers fire for each row that is filled: %s.".formatted(String.join(", ", names)),
          "See that they bear it; name the columns they care for (UPDATE OF ...) where they don't.");
    }
    return !names.isEmpty();
  }

  private void publications() throws SQLException {
    var names =
        db.texts(
            TableTree.WITH_TREE
                + """
                SELECT DISTINCT p.pubname
                  FROM tree JOIN pg_class c ON c.oid = tree.oid
                  JOIN pg_namespace n ON n.oid = c.relnamespace
                  JOIN pg_publication_tables p
                    ON p.schemaname = n.nspname AND p.tablename = c.relname
                """,
            Quoting.table(name));
    if (!names.isEmpty()) {
      findings.warning(
          "published",
          "Others subscribe to %s by %s: they get every filled row, unless they subscribe with origin = none."
              .formatted(name, String.join(", ", names)),
          "See that they bear it, and know the new column where they need it.");
    }
  }
}
