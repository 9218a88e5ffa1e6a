package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.ColumnType.Family;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the foreign key that comes at the end will be taken by the server then. It can't be tried
 * on a temporary table, so the server's rules are looked through one by one.
 */
final class ReferenceCheck {
  private static final String TABLE =
      """
      SELECT table_type = 'BASE TABLE' AND engine = 'InnoDB',
             COALESCE(create_options LIKE '%partitioned%', false)
        FROM information_schema.tables WHERE table_schema = ? AND table_name = ?
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

  private record Table(boolean fit, boolean partitioned) {}

  /**
   * @param types of those new columns whose type can be used
   */
  void look(Map<String, String> types) throws SQLException {
    name();
    writes();
    var found = table(references.table());
    if (found.isEmpty() || !found.get().fit()) {
      refuse("there is no table %s of InnoDB's".formatted(references.table()));
    } else if (found.get().partitioned()
        || table(spec.table()).map(Table::partitioned).orElse(false)) {
      refuse("MySQL's partitioned tables take no part in foreign keys");
    } else if (references.onDelete() == Action.SET_DEFAULT
        || references.onUpdate() == Action.SET_DEFAULT) {
      refuse("InnoDB does not do SET DEFAULT");
    } else if (setsNull() && column.constraints().notNull()) {
      refuse("it would set %s to NULL, which refuses it".formatted(column.name()));
    } else {
      allowed();
      pairs(types);
    }
  }

  private Optional<Table> table(TableName table) throws SQLException {
    return db.first(
        row -> new Table(row.getBoolean(1), row.getBoolean(2)),
        TABLE,
        table.schema(),
        table.table());
  }

  private boolean setsNull() {
    return references.onDelete() == Action.SET_NULL || references.onUpdate() == Action.SET_NULL;
  }

  private void allowed() throws SQLException {
    var grants = Grants.of(db);
    if (!grants.onTable("SELECT", references.table())
        || !grants.onTable("REFERENCES", references.table())) {
      findings.error(
          "no-references-privilege",
          "The user may not read %s and point at it.".formatted(references.table()),
          "GRANT SELECT, REFERENCES ON %s TO the user."
              .formatted(Quoting.table(references.table())));
    }
  }

  /** The server itself would take any index that begins with the columns; others do not. */
  private void pairs(Map<String, String> types) throws SQLException {
    List<String> to =
        references.columns().isEmpty()
            ? ForeignKey.primaryKey(db, references.table())
            : references.columns().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    if (to.isEmpty() || to.size() != references.from().size()) {
      refuse("%s has no primary key of as many columns".formatted(references.table()));
      return;
    }
    boolean unique =
        IndexLook.all(db, references.table()).stream()
            .anyMatch(index -> index.unique() && index.columns().equals(to));
    if (!unique) {
      refuse("%s has no unique key of just these columns".formatted(references.table()));
      return;
    }
    for (int i = 0; i < to.size(); i++) {
      var there = Columns.find(db, references.table(), to.get(i)).map(Column::type);
      var here = here(types, references.from().get(i));
      if (there.isPresent() && here.isPresent() && !alike(here.get(), there.get())) {
        refuse(
            "%s is of type %s, and %s of %s is of type %s"
                .formatted(
                    references.from().get(i),
                    here.get(),
                    to.get(i),
                    references.table(),
                    there.get()));
      }
    }
  }

  private Optional<String> here(Map<String, String> types, String name) throws SQLException {
    var added = Optional.ofNullable(types.get(name));
    return added.isPresent() || spec.columnNames().contains(name)
        ? added
        : Columns.find(db, spec.table(), name).map(Column::type);
  }

  /** Texts and bytes of any lengths; all else of one size, signed or not. */
  private static boolean alike(String one, String other) {
    try {
      var a = ColumnType.of(one);
      var b = ColumnType.of(other);
      return switch (a.family()) {
        case TEXT, PADDED_TEXT ->
            (b.family() == Family.TEXT || b.family() == Family.PADDED_TEXT)
                && a.characterSet().equals(b.characterSet())
                && a.collation().equals(b.collation());
        case BINARY, PADDED_BINARY ->
            b.family() == Family.BINARY || b.family() == Family.PADDED_BINARY;
        case INTEGER -> a.name().equals(b.name()) && a.unsigned() == b.unsigned();
        default -> one.equalsIgnoreCase(other);
      };
    } catch (IllegalArgumentException e) {
      return one.equalsIgnoreCase(other); // of a type that nobody fills
    }
  }

  private void name() throws SQLException {
    String name = ForeignKey.name(spec, references);
    if (ConstraintCheck.exists(db, spec, name)) {
      findings.error(
          "constraint-exists",
          "%s has a constraint %s already.".formatted(spec.table().schema(), name),
          "Rename it, or choose another name for the column.");
    }
  }

  private void writes() {
    if (column.sync() == Sync.DERIVED
        && (references.onDelete() == Action.SET_NULL || references.onUpdate().writes())) {
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
        "Name a table with a unique key of just these columns, and of the column's own type.");
  }
}
