package dev.infill.common.jdbc.schema;

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
             c.relispartition OR EXISTS (
               SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid OR i.inhparent = c.oid),
             row_security_active(c.oid),
             has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'UPDATE'),
             pg_has_role(c.relowner, 'USAGE'),
             has_schema_privilege(c.relnamespace, 'USAGE'),
             has_schema_privilege(c.relnamespace, 'CREATE'),
             EXISTS (SELECT FROM pg_rewrite r
                      WHERE r.ev_class = c.oid AND r.ev_type IN ('2', '3', '4')),
             pg_get_userbyid(c.relowner), current_user,
             CASE WHEN c.relkind = 'r' THEN pg_total_relation_size(c.oid) ELSE 0 END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ?
      """;

  /**
   * @param bytes with its indexes
   */
  record Table(long bytes) {}

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
    if (usable.isPresent()) {
      column();
      triggers();
      publications();
    }
    return usable;
  }

  private Optional<Table> facts(ResultSet row) throws SQLException {
    String kind = NO_TABLES.get(row.getString(2));
    if (kind != null) {
      findings.error(
          "not-a-table", "%s is %s.".formatted(name, kind), "Name the table that holds the rows.");
      return Optional.empty();
    }
    if (row.getString(2).equals("p") || row.getBoolean(4)) {
      findings.error(
          "partitioned",
          "%s is partitioned, a partition, or takes part in inheritance.".formatted(name),
          "Partitioned tables are not supported yet.");
      return Optional.empty();
    }
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
    return row.getBoolean(6) && row.getBoolean(8) && !row.getBoolean(5)
        ? Optional.of(new Table(row.getLong(13)))
        : Optional.empty();
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

  private void column() throws SQLException {
    if (db.holds(
        "SELECT true FROM pg_attribute WHERE attrelid = ?::regclass AND attname = ?",
        Quoting.table(name),
        spec.column().name())) {
      findings.error(
          "column-exists",
          "%s has a column %s already.".formatted(name, spec.column().name()),
          "Choose another name, or drop the column if nobody needs it.");
    }
  }

  /** Triggers that fire for the fill's own updates. One for named columns fires only for them. */
  private void triggers() throws SQLException {
    var names =
        db.texts(
            """
            SELECT tgname FROM pg_trigger
             WHERE tgrelid = ?::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A')
               AND tgtype & 16 <> 0 AND tgattr::text = ''
            """,
            Quoting.table(name));
    if (!names.isEmpty()) {
      findings.warning(
          "update-triggers",
          "Triggers fire for each row that is filled: %s.".formatted(String.join(", ", names)),
          "See that they bear it; name the columns they care for (UPDATE OF ...) where they don't.");
    }
  }

  private void publications() throws SQLException {
    var names =
        db.texts(
            """
            SELECT pubname FROM pg_publication_tables WHERE schemaname = ? AND tablename = ?
            """,
            name.schema(),
            name.table());
    if (!names.isEmpty()) {
      findings.warning(
          "published",
          "Others subscribe to %s by %s: they get every filled row, unless they subscribe with origin = none."
              .formatted(name, String.join(", ", names)),
          "See that they bear it, and know the new column where they need it.");
    }
  }
}
