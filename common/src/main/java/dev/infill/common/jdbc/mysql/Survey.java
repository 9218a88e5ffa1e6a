package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Looks at server, user, table and spec, and finds all that stands against a migration before
 * anything is changed. All that is made here is temporary tables of the session.
 */
final class Survey {
  private final Db db;
  private final MigrationSpec spec;
  private final ReplicaLag replicas;
  private final Findings findings = new Findings();
  private final List<Lookup> lookups = new ArrayList<>();

  private Survey(Db db, MigrationSpec spec, ReplicaLag replicas) {
    this.db = db;
    this.spec = spec;
    this.replicas = replicas;
  }

  static Surveyed of(Db db, MigrationSpec spec, ReplicaLag replicas) throws SQLException {
    db.lockTimeout(spec.limits().lockTimeout());
    db.execute("SET SESSION information_schema_stats_expiry = 0");
    var survey = new Survey(db, spec, replicas);
    var plan = survey.look();
    var findings = survey.findings.all();
    return new Surveyed(findings, survey.findings.refused() ? Optional.empty() : plan);
  }

  private Optional<TablePlan> look() throws SQLException {
    if (!ServerCheck.look(db, spec, findings)) {
      return Optional.empty();
    }
    PrivilegeCheck.look(db, spec, findings);
    NameCheck.look(spec, findings);
    PaceCheck.look(db, spec.limits().pace(), replicas, findings);
    var found = TableCheck.look(db, spec, findings);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var table = found.get();
    LockCheck.look(db, spec.table(), findings);
    var key = KeyFinder.find(db, spec.table(), findings);
    if (key.isPresent() && !KeyRequired.look(db, spec.table(), findings)) {
      return Optional.empty();
    }
    CascadeCheck.look(db, spec, key.map(KeyFinder.FoundKey::columns).orElse(List.of()), findings);
    var columns = columns(table.columns());
    ConstraintCheck.look(
        db,
        spec,
        columns.stream().collect(Collectors.toMap(FilledColumn::name, FilledColumn::type)),
        findings);
    if (key.isEmpty() || columns.size() < spec.columns().size()) {
      return Optional.empty();
    }
    logged(key.get());
    var fill = new ColumnFill(spec.table(), key.get().columns(), columns, lookups, table.touched());
    BridgeCheck.look(db, spec, fill, findings);
    if (!findings.refused()) {
      IndexGuard.look(db, fill, table.rows(), findings);
      LookupGuard.look(db, fill, findings);
    }
    return Optional.of(
        new TablePlan(
            fill,
            table.rows(),
            table.bytes(),
            db.connection().getMetaData().getDatabaseProductVersion(),
            ownWrites(table),
            "",
            Scatter.off("MySQL keeps each row in its place"),
            findings.all()));
  }

  /** A log that keeps less of a row names it by what the server takes for its key. */
  private void logged(KeyFinder.FoundKey key) throws SQLException {
    if (!key.logged() && !db.text("SELECT @@GLOBAL.binlog_row_image").equals("FULL")) {
      findings.error(
          "key-type",
          "The index %s can't be used as a key, since the server's log does not tell its columns of each row."
              .formatted(key.index()),
          "SET PERSIST binlog_row_image = 'FULL', and have the application's sessions begin anew.");
    }
  }

  /**
   * Rows that a trigger writes belong to our transaction, so all of it is looked at. And what our
   * statement looked up may have been another when it was committed, so that is looked at too.
   */
  private OwnWrites ownWrites(TableCheck.Table table) throws SQLException {
    return !table.triggered() && lookups.isEmpty() && ServerCheck.ownMark(db)
        ? OwnWrites.DROPPED
        : OwnWrites.APPLIED;
  }

  /** What Java computed is written by a join, which would wait for what is looked up beside. */
  private void transformsBeside() {
    if (!spec.lookups().isEmpty()
        && spec.columns().stream().anyMatch(column -> column.transform().isPresent())) {
      findings.error(
          "value-subquery",
          "On MySQL a column can't be filled by a transform in the migration in which another looks into a table.",
          "Fill them in two migrations.");
    }
  }

  /** Those whose type can be used. */
  private List<FilledColumn> columns(List<Column> there) throws SQLException {
    var columns = new ArrayList<FilledColumn>();
    Trial made;
    try {
      made = Trial.of(db, spec.table(), there);
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) { // which is told with the other privileges
        throw e;
      }
      return columns;
    }
    transformsBeside();
    try (var trial = made) {
      var reads = new ReadTables(db, spec, trial, findings);
      for (ColumnSpec column : spec.columns()) {
        var type = TypeCheck.look(trial, column, findings);
        if (column.transform().isPresent()) {
          TransformCheck.look(column, type, there, findings);
        } else {
          new ValueCheck(db, spec.table(), trial, reads, column, findings).look(type, there);
        }
        type.map(Column::type)
            .ifPresent(
                known ->
                    columns.add(
                        new FilledColumn(
                            column.name(),
                            known,
                            column.value(),
                            column.sync(),
                            column.transform())));
      }
      lookups.addAll(LookupCheck.look(db, spec, trial, reads.all(), findings));
    }
    return columns;
  }
}
