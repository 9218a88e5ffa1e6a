package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.TypeCheck.ColumnType;
import dev.infill.common.model.Sync;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Whether the foreign key that comes at the end will be taken by the server then. */
final class ReferenceCheck {
  private static final String TABLE =
      """
      SELECT c.relkind IN ('r', 'p'), c.relpersistence = 'p', row_security_active(c.oid),
             has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'REFERENCES')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = ? AND c.relname = ?
      """;

  private final Db db;
  private final MigrationSpec spec;
  private final ColumnSpec column;
  private final ReferencesSpec references;
  private final Findings findings;

  ReferenceCheck(Db db, MigrationSpec spec, ColumnSpec column, Findings findings) {
    this.db = db;
    this.spec = spec;
    this.column = column;
    this.references = column.constraints().references().orElseThrow();
    this.findings = findings;
  }

  private record Table(boolean table, boolean logged, boolean hidden, boolean allowed) {}

  /**
   * @param types of those new columns whose type can be used
   */
  void look(Map<String, ColumnType> types) throws SQLException {
    name();
    writes();
    var found =
        db.first(
            row ->
                new Table(
                    row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4)),
            TABLE,
            references.table().schema(),
            references.table().table());
    if (found.isEmpty() || !found.get().table()) {
      refuse("there is no table %s in the database".formatted(references.table()));
    } else if (!found.get().logged()) {
      refuse("%s is temporary or unlogged".formatted(references.table()));
    } else if (!found.get().allowed()) {
      findings.error(
          "no-references-privilege",
          "The role may not read %s and point at it.".formatted(references.table()),
          "GRANT SELECT, REFERENCES ON %s TO the role."
              .formatted(Quoting.table(references.table())));
    } else if (found.get().hidden()) {
      refuse("row-level security hides rows of %s from the role".formatted(references.table()));
    } else if (types.size() == spec.columns().size() && Trial.possible(db, findings)) {
      tryIt(types);
    }
  }

  private void tryIt(Map<String, ColumnType> types) throws SQLException {
    var added = new HashMap<String, String>();
    types.forEach((name, type) -> added.put(name, type.formatted()));
    try {
      Optional<SQLException> refused =
          Trial.with(db, spec.table(), added, trial -> trial.refused(statement(trial)));
      if (refused.isPresent()) {
        refuse(said(refused.get()));
      }
    } catch (SQLException e) {
      refuse(said(e));
    }
  }

  private String statement(Trial trial) throws SQLException {
    return "ALTER TABLE %s ADD %s"
        .formatted(
            trial.table(),
            ConstraintDdl.foreignKey(references, trial.copyWithKeys(references.table())));
  }

  private String said(SQLException e) throws SQLException {
    return SpecText.of(e).replace(Trial.COPY_WITH_KEYS, references.table().table());
  }

  private void name() throws SQLException {
    String name = ForeignKey.name(spec, references);
    if (db.holds(
        "SELECT true FROM pg_constraint WHERE conrelid = ?::regclass AND conname = ?",
        Quoting.table(spec.table()),
        name)) {
      findings.error(
          "constraint-exists",
          "%s has a constraint %s already.".formatted(spec.table(), name),
          "Rename it, or choose another name for the column.");
    }
  }

  private void writes() {
    if (column.sync() == Sync.DERIVED
        && (references.onDelete() == ReferencesSpec.Action.SET_NULL
            || references.onDelete() == ReferencesSpec.Action.SET_DEFAULT
            || references.onUpdate().writes())) {
      findings.warning(
          "reference-writes",
          "The foreign key writes %s by itself when %s changes, and the value then no longer follows from the row."
              .formatted(column.name(), references.table()),
          "Choose no action, or sync: initial.");
    }
  }

  private void refuse(String why) {
    findings.error(
        "bad-reference",
        "The foreign key to %s can't be made: %s.".formatted(references.table(), why),
        "Name a table with a unique key of just these columns, and of a type that compares with the"
            + " column's.");
  }
}
