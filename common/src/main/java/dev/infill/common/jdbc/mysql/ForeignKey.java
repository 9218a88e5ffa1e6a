package dev.infill.common.jdbc.mysql;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * FOREIGN KEY: bound first, looked at after.
 *
 * <p>A session that checks foreign keys gets one only by a copy of the table, while nobody writes.
 * One that does not gets it in an instant, and no row is looked at. So that is how it is added, and
 * the rows are looked at by us afterwards: the statement has waited for every transaction that used
 * either table, and has bound all later ones, so what is found then is all there is and will be.
 */
final class ForeignKey {
  private final Db db;
  private final PlannedShard shard;
  private final ReferencesSpec references;
  private final TableName table;
  private final String name;

  private ForeignKey(Db db, PlannedShard shard, ReferencesSpec references) {
    this.db = db;
    this.shard = shard;
    this.references = references;
    this.table = shard.plan().fill().table();
    this.name = name(shard.spec(), references);
  }

  static Offenders add(Db db, PlannedShard shard, ReferencesSpec references)
      throws SQLException, ShardFailure {
    return new ForeignKey(db, shard, references).add();
  }

  private Offenders add() throws SQLException, ShardFailure {
    // One that is there may be that of a try that ended before its rows were looked at.
    if (!ours()) {
      var orphans = orphans();
      if (orphans.count() > 0) {
        undo();
        return orphans;
      }
      index();
      bind();
    }
    var orphans = orphans();
    if (orphans.count() > 0) {
      undo();
    }
    return orphans;
  }

  /** Built beside writers, and before: the server would make one while they wait. */
  private void index() throws SQLException, ShardFailure {
    var from = lower(references.from());
    for (var index : IndexLook.all(db, table)) {
      if (index.columns().size() >= from.size()
          && index.columns().subList(0, from.size()).equals(from)
          && index.method().equals("btree")) {
        return;
      }
    }
    if (shard.spec().indexes().stream().anyMatch(this::recorded)) {
      return;
    }
    Alter.run(
        db,
        shard,
        "ALTER TABLE %s ADD INDEX %s (%s), ALGORITHM=INPLACE, LOCK=NONE"
            .formatted(
                Quoting.table(table),
                Quoting.identifier(name),
                ConstraintDdl.list(references.from())));
  }

  /** Whether a rehearsal has made an index of the spec's that serves the key. */
  private boolean recorded(IndexSpec index) {
    var columns = lower(index.parts().stream().flatMap(part -> part.column().stream()).toList());
    var from = lower(references.from());
    return !IndexDdl.onExpressions(index)
        && columns.size() >= from.size()
        && columns.subList(0, from.size()).equals(from)
        && db.recorded(IndexDdl.online(table, index));
  }

  private void bind() throws SQLException, ShardFailure {
    db.execute("SET SESSION foreign_key_checks = OFF");
    try {
      Alter.run(db, shard, ConstraintDdl.addForeignKey(table, name, references, to()));
    } finally {
      if (!db.connection().isClosed()) {
        db.execute("SET SESSION foreign_key_checks = ON");
      }
    }
  }

  /** Rows that point at nothing; a NULL points nowhere, and that is allowed. */
  private Offenders orphans() throws SQLException {
    List<String> to = to();
    String quoted = Quoting.table(table);
    String points =
        references.from().stream()
            .map(column -> quoted + "." + Quoting.identifier(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    String pairs =
        IntStream.range(0, to.size())
            .mapToObj(
                i ->
                    "infill_pointed_at.%s = %s.%s"
                        .formatted(
                            Quoting.identifier(to.get(i)),
                            quoted,
                            Quoting.identifier(references.from().get(i))))
            .collect(Collectors.joining(" AND "));
    return OffendingRows.where(
        db,
        shard,
        "%s AND NOT EXISTS (SELECT 1 FROM %s AS infill_pointed_at WHERE %s)"
            .formatted(points, Quoting.table(references.table()), pairs));
  }

  private List<String> to() throws SQLException {
    return references.columns().isEmpty()
        ? primaryKey(db, references.table())
        : references.columns();
  }

  static List<String> primaryKey(Db db, TableName table) throws SQLException {
    return IndexLook.find(db, table, "PRIMARY").map(IndexLook.Found::columns).orElse(List.of());
  }

  /** Drops it wherever it is, finished or not. */
  static void drop(Db db, PlannedShard shard, ReferencesSpec references)
      throws SQLException, ShardFailure {
    new ForeignKey(db, shard, references).undo();
  }

  /** The index of its own after it, which it needs as long. */
  private void undo() throws SQLException, ShardFailure {
    if (found().map(this::isOurs).orElse(false)) {
      Alter.run(db, shard, ConstraintDdl.dropForeignKey(table, name));
    }
    var index = IndexLook.find(db, table, name);
    if (index.isPresent() && index.get().columns().equals(lower(references.from()))) {
      Alter.run(db, shard, IndexDdl.drop(table, name));
    }
  }

  /**
   * @param columns the pairs, as {@code from to}
   */
  private record Found(String schema, String table, List<String> columns) {}

  private record Pair(String schema, String table, String columns) {}

  private Optional<Found> found() throws SQLException {
    var pairs =
        db.list(
            row -> new Pair(row.getString(1), row.getString(2), row.getString(3)),
            """
            SELECT referenced_table_schema, referenced_table_name,
                   LOWER(CONCAT(column_name, ' ', referenced_column_name))
              FROM information_schema.key_column_usage
             WHERE constraint_schema = ? AND table_schema = ? AND table_name = ?
               AND constraint_name = ? AND referenced_table_name IS NOT NULL
             ORDER BY ordinal_position
            """,
            table.schema(),
            table.schema(),
            table.table(),
            name);
    return pairs.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Found(
                pairs.getFirst().schema(),
                pairs.getFirst().table(),
                pairs.stream().map(Pair::columns).toList()));
  }

  private boolean isOurs(Found found) {
    return found.schema().equalsIgnoreCase(references.table().schema())
        && found.table().equalsIgnoreCase(references.table().table())
        && found.columns().stream()
            .map(pair -> pair.substring(0, pair.indexOf(' ')))
            .toList()
            .equals(lower(references.from()));
  }

  private boolean ours() throws SQLException, ShardFailure {
    var found = found();
    if (found.isPresent() && !isOurs(found.get())) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.constraint-differs",
          "a constraint %s of %s is there already, and is another one than the spec's"
              .formatted(name, table));
    }
    return found.isPresent();
  }

  private static List<String> lower(List<String> names) {
    return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  static String name(MigrationSpec spec, ReferencesSpec references) {
    return ConstraintDdl.name(spec, references.from(), "_fkey");
  }
}
