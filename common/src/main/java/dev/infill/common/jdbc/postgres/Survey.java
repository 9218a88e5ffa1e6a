package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.postgres.TypeCheck.ColumnType;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Looks at server, role, table and spec, and finds all that stands against a migration before
 * anything is changed. The session is read-only, so that not even a mistake here could change it.
 */
final class Survey {
  private static final Pattern PLAN_ROWS = Pattern.compile("\"Plan Rows\": (\\d+)");

  private final Db db;
  private final MigrationSpec spec;
  private final Findings findings = new Findings();

  private Survey(Db db, MigrationSpec spec) {
    this.db = db;
    this.spec = spec;
  }

  static Surveyed of(Db db, MigrationSpec spec) throws SQLException {
    db.execute("SET default_transaction_read_only = on");
    db.lockTimeout(spec.limits().lockTimeout());
    var survey = new Survey(db, spec);
    var plan = survey.look();
    var findings = survey.findings.all();
    return new Surveyed(findings, survey.findings.refused() ? Optional.empty() : plan);
  }

  private Optional<TablePlan> look() throws SQLException {
    ServerCheck.look(db, findings);
    NameCheck.look(db, spec, findings);
    PaceCheck.look(db, spec.limits().pace(), findings);
    var found = TableCheck.look(db, spec, findings);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var table = found.get();
    var key = KeyFinder.find(db, spec.table(), findings);
    BridgeCheck.look(db, spec, findings);
    String identity = IdentityCheck.index(db, spec.table(), table.partitioned(), key, findings);
    var columns = columns();
    var lookups = LookupCheck.look(db, spec, findings);
    if (key.isEmpty()
        || columns.size() < spec.columns().size()
        || lookups.size() < spec.lookups().size()) {
      return Optional.empty();
    }
    var fill = new ColumnFill(spec.table(), key.get().columns(), columns, lookups);
    return Optional.of(
        new TablePlan(
            fill,
            rows(),
            table.bytes(),
            db.text("SHOW server_version"),
            ownWrites(table),
            identity,
            scatter(fill),
            findings.all()));
  }

  private OwnWrites ownWrites(TableCheck.Table table) throws SQLException {
    if (table.triggered()) {
      return OwnWrites.APPLIED;
    }
    return ServerCheck.originFilter(db) ? OwnWrites.FILTERED : OwnWrites.DROPPED;
  }

  /** Those whose type can be used. */
  private List<FilledColumn> columns() throws SQLException {
    var types = new HashMap<String, ColumnType>();
    var columns = new ArrayList<FilledColumn>();
    for (ColumnSpec column : spec.columns()) {
      var type = new TypeCheck(db, findings).look(column.type());
      if (column.transform().isPresent()) {
        TransformCheck.look(db, spec.table(), column, findings);
      } else {
        new ValueCheck(db, spec, column, findings).look(type);
      }
      type.ifPresent(
          known -> {
            types.put(column.name(), known);
            columns.add(
                new FilledColumn(
                    column.name(),
                    known.formatted(),
                    column.value(),
                    column.sync(),
                    column.transform()));
          });
    }
    ConstraintCheck.look(db, spec, types, findings);
    return columns;
  }

  private Scatter scatter(ColumnFill fill) throws SQLException {
    return fill.transformed().isEmpty()
        ? ScatterCheck.look(db, fill, spec.limits().scatter())
        : Scatter.off("a transform computes the value");
  }

  /** As the planner sees the table: by its pages now, also where it was never analyzed. */
  private long rows() throws SQLException {
    String plan =
        String.join(
            "", db.texts("EXPLAIN (FORMAT JSON) SELECT FROM " + Quoting.table(spec.table())));
    var rows = PLAN_ROWS.matcher(plan);
    return rows.find() ? Long.parseLong(rows.group(1)) : 0;
  }
}
