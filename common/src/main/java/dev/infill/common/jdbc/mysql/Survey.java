package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks at server, user, table and spec, and finds all that stands against a migration before
 * anything is changed. The session is read-only but for its own temporary tables, so that not even
 * a mistake here could change anything.
 */
final class Survey {
  private final Db db;
  private final MigrationSpec spec;
  private final Findings findings = new Findings();

  private Survey(Db db, MigrationSpec spec) {
    this.db = db;
    this.spec = spec;
  }

  static Surveyed of(Db db, MigrationSpec spec) throws SQLException {
    db.lockTimeout(spec.limits().lockTimeout());
    db.execute("SET SESSION information_schema_stats_expiry = 0");
    db.execute("SET SESSION transaction_read_only = ON");
    var survey = new Survey(db, spec);
    var plan = survey.look();
    var findings = survey.findings.all();
    return new Surveyed(findings, survey.findings.refused() ? Optional.empty() : plan);
  }

  private Optional<TablePlan> look() throws SQLException {
    if (!ServerCheck.look(db, findings)) {
      return Optional.empty();
    }
    var found = TableCheck.look(db, spec, findings);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var table = found.get();
    var key = KeyFinder.find(db, spec.table(), findings);
    var columns = columns();
    if (key.isEmpty() || columns.size() < spec.columns().size()) {
      return Optional.empty();
    }
    var fill =
        new ColumnFill(spec.table(), key.get().columns(), columns, List.of(), table.touched());
    return Optional.of(
        new TablePlan(
            fill,
            table.rows(),
            table.bytes(),
            db.text("SELECT VERSION()"),
            ownWrites(table),
            "",
            Scatter.off("MySQL keeps each row in its place"),
            findings.all()));
  }

  private OwnWrites ownWrites(TableCheck.Table table) throws SQLException {
    return !table.triggered() && ServerCheck.ownMark(db) ? OwnWrites.DROPPED : OwnWrites.APPLIED;
  }

  /** Those whose type can be used. */
  private List<FilledColumn> columns() throws SQLException {
    var columns = new ArrayList<FilledColumn>();
    for (ColumnSpec column : spec.columns()) {
      var type = TypeCheck.look(db, spec.table(), column, findings).map(Column::type);
      type.ifPresent(
          known ->
              columns.add(
                  new FilledColumn(
                      column.name(), known, column.value(), column.sync(), column.transform())));
    }
    return columns;
  }
}
