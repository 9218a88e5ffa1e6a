package dev.infill.common.jdbc.postgres;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * FOREIGN KEY: bound for new rows first, validated beside the application after.
 *
 * <p>Before PostgreSQL 18 a partitioned table can't have one that is not valid yet. So each
 * partition gets its own, is validated, and at last the whole gets one, which takes those of the
 * partitions over as its parts and reads no row of them.
 */
final class ForeignKey {
  private static final String VIOLATED = "23503";
  private static final int MOST_BYTES = 63;

  private final Db db;
  private final PlannedShard shard;
  private final ReferencesSpec references;
  private final TableName root;
  private final String name;

  private ForeignKey(Db db, PlannedShard shard, ReferencesSpec references) {
    this.db = db;
    this.shard = shard;
    this.references = references;
    this.root = shard.plan().fill().table();
    this.name = name(shard.spec(), references);
  }

  static Offenders add(Db db, PlannedShard shard, ReferencesSpec references)
      throws SQLException, ShardFailure {
    return new ForeignKey(db, shard, references).add();
  }

  private Offenders add() throws SQLException, ShardFailure {
    if (validated(root).orElse(false)) {
      return Offenders.NONE;
    }
    var orphans = orphans();
    if (orphans.count() > 0) {
      undo();
      return orphans;
    }
    try {
      for (TableName leaf : Partitions.leaves(db, root)) {
        bind(leaf);
      }
      if (validated(root).isEmpty() && !db.recorded(addition(root, false))) {
        LockWaits.many(db, shard);
        db.execute(addition(root, true));
      } else if (!validated(root).orElse(true)) {
        LockWaits.one(db, shard);
        db.execute(ConstraintDdl.validate(root, name));
      }
      return Offenders.NONE;
    } catch (SQLException e) {
      if (!VIOLATED.equals(e.getSQLState())) {
        throw e;
      }
      // Written between the count and the constraint. Left there, it would fail their next update.
      undo();
      return orphans();
    }
  }

  private void bind(TableName leaf) throws SQLException, ShardFailure {
    var validated = validated(leaf);
    if (validated.isEmpty()) {
      LockWaits.many(db, shard);
      db.execute(addition(leaf, false));
    }
    if (!validated.orElse(false)) {
      LockWaits.one(db, shard);
      db.execute(ConstraintDdl.validate(leaf, name));
    }
  }

  private String addition(TableName table, boolean valid) {
    return ConstraintDdl.addForeignKey(table, name, references, valid);
  }

  /** Rows that point at nothing; a NULL points nowhere, and that is allowed. */
  private Offenders orphans() throws SQLException {
    List<String> to = references.columns().isEmpty() ? primaryKey() : references.columns();
    String table = Quoting.identifier(root.table());
    String points =
        references.from().stream()
            .map(column -> table + "." + Quoting.identifier(column) + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    String pairs =
        IntStream.range(0, to.size())
            .mapToObj(
                i ->
                    "infill_pointed_at.%s = %s.%s"
                        .formatted(
                            Quoting.identifier(to.get(i)),
                            table,
                            Quoting.identifier(references.from().get(i))))
            .collect(Collectors.joining(" AND "));
    return OffendingRows.where(
        db,
        shard,
        "%s AND NOT EXISTS (SELECT FROM %s AS infill_pointed_at WHERE %s)"
            .formatted(points, Quoting.table(references.table()), pairs));
  }

  private List<String> primaryKey() throws SQLException {
    return db.texts(
        """
        SELECT a.attname
          FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, n), pg_attribute a
         WHERE i.indrelid = ?::regclass AND i.indisprimary AND k.n <= i.indnkeyatts
           AND a.attrelid = i.indrelid AND a.attnum = k.attnum
         ORDER BY k.n
        """,
        Quoting.table(references.table()));
  }

  /** Drops it wherever it is, finished or not. */
  static void drop(Db db, PlannedShard shard, ReferencesSpec references) throws SQLException {
    new ForeignKey(db, shard, references).undo();
  }

  /** Of the whole first: its parts go with it, and can't go before it. */
  private void undo() throws SQLException {
    LockWaits.many(db, shard);
    dropFrom(root);
    for (TableName leaf : Partitions.leaves(db, root)) {
      dropFrom(leaf);
    }
  }

  private void dropFrom(TableName table) throws SQLException {
    if (find(table).filter(Found::ours).isPresent()) {
      db.execute(ConstraintDdl.drop(table, name));
    }
  }

  private record Found(boolean ours, boolean validated) {}

  private Optional<Found> find(TableName table) throws SQLException {
    return db.first(
        row -> new Found(row.getBoolean(1), row.getBoolean(2)),
        """
        SELECT contype = 'f' AND confrelid = to_regclass(?), convalidated
          FROM pg_constraint WHERE conrelid = ?::regclass AND conname = ?
        """,
        Quoting.table(references.table()),
        Quoting.table(table),
        name);
  }

  /** Whether it is validated; empty when it is not there. */
  private Optional<Boolean> validated(TableName table) throws SQLException, ShardFailure {
    var found = find(table);
    if (found.isPresent() && !found.get().ours()) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.constraint-differs",
          "a constraint %s of %s is there already, and is another one than the spec's"
              .formatted(name, table));
    }
    return found.map(Found::validated);
  }

  /** Of the table and the columns, as the server itself would call it, cut to what it keeps. */
  static String name(MigrationSpec spec, ReferencesSpec references) {
    String whole = spec.table().table() + "_" + String.join("_", references.from());
    return ObjectNames.cut(whole, MOST_BYTES - "_fkey".length()) + "_fkey";
  }
}
