package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.postgres.IndexLook.Found;
import dev.infill.common.jdbc.postgres.Partitions.Partition;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Indexes, built without keeping a writer waiting: CONCURRENTLY on a table that holds rows, and on
 * a partitioned one first for the whole without its partitions, which reads nothing, and then one
 * partition after the other. What an earlier try left is looked for at each place: a finished part
 * is kept, a half-made one is dropped and built again.
 *
 * <p>Building waits for transactions that are open, which stops nobody else, so it waits longer
 * than other DDL: an index that gave up after a second would never be built.
 */
final class Indexes {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String DUPLICATE = "23505";

  /** How often partitions that came meanwhile are gone after before the step is tried again. */
  private static final int ROUNDS = 3;

  private final Db db;
  private final PlannedShard shard;
  private final IndexSpec index;
  private final TableName root;
  private final String wanted;
  private boolean counted;
  private boolean placed;

  private Indexes(Db db, PlannedShard shard, IndexSpec index) throws SQLException {
    this.db = db;
    this.shard = shard;
    this.index = index;
    this.root = shard.plan().fill().table();
    this.wanted = IndexLook.definition(db, shard.plan().fill(), index);
  }

  static Offenders build(Db db, PlannedShard shard, IndexSpec index)
      throws SQLException, ShardFailure {
    return new Indexes(db, shard, index).build();
  }

  private Offenders build() throws SQLException, ShardFailure {
    for (int round = 0; round < ROUNDS; round++) {
      if (complete()) {
        return Offenders.NONE;
      }
      for (Partition partition : Partitions.of(db, root)) {
        var offenders = place(partition);
        if (offenders.count() > 0) {
          return offenders;
        }
      }
      placed = true;
    }
    if (complete()) {
      return Offenders.NONE;
    }
    throw new ShardFailure(
        FailureKind.TRANSIENT,
        "infill.partitions-change",
        "partitions of %s come faster than the index %s is built".formatted(root, index.name()));
  }

  private boolean complete() throws SQLException, ShardFailure {
    if (placed && db.recorded("CREATE")) {
      return true;
    }
    var found = ours(root, index.name());
    return found.isPresent() && done(found.get());
  }

  private boolean done(Found found) {
    return found.valid() && found.constraint() == index.constraint();
  }

  /** Makes the index of one table of the tree, and a part of its parent's. */
  private Offenders place(Partition partition) throws SQLException, ShardFailure {
    TableName table = partition.table();
    if (partition.parent().isPresent() && attached(partition).isPresent()) {
      return Offenders.NONE;
    }
    String name = table.equals(root) ? index.name() : IndexDdl.nameOn(table, index.name());
    if (partition.leaf()) {
      var offenders = leaf(table, name);
      if (offenders.count() > 0) {
        return offenders;
      }
    } else if (ours(table, name).isEmpty()) {
      briefly(
          index.constraint()
              ? IndexDdl.constraintOnOnly(table, name, index)
              : IndexDdl.onOnly(name, table, index));
    }
    if (partition.parent().isPresent()) {
      briefly(
          IndexDdl.attach(nameOf(partition.parent().get()), new TableName(table.schema(), name)));
    }
    return Offenders.NONE;
  }

  private Optional<TableName> attached(Partition partition) throws SQLException {
    return IndexLook.part(db, partition.table(), nameOf(partition.parent().orElseThrow()));
  }

  /**
   * What the index of a table of the tree is called: one that came with a partition has any name.
   */
  private TableName nameOf(TableName table) throws SQLException {
    if (table.equals(root)) {
      return new TableName(root.schema(), index.name());
    }
    for (Partition partition : Partitions.of(db, root)) {
      if (partition.table().equals(table)) {
        return attached(partition)
            .orElse(new TableName(table.schema(), IndexDdl.nameOn(table, index.name())));
      }
    }
    throw new IllegalStateException(table + " is no partition of " + root);
  }

  private Offenders leaf(TableName table, String name) throws SQLException, ShardFailure {
    var found = ours(table, name);
    if (found.isPresent() && !found.get().valid()) {
      patiently(IndexDdl.dropConcurrently(new TableName(table.schema(), name)));
    }
    if (found.isEmpty() || !found.get().valid()) {
      var offenders = create(table, name);
      if (offenders.count() > 0) {
        return offenders;
      }
    }
    if (index.constraint() && (found.isEmpty() || !found.get().constraint())) {
      briefly(IndexDdl.constraint(table, name));
    }
    return Offenders.NONE;
  }

  private Offenders create(TableName table, String name) throws SQLException {
    if (index.unique() && !counted) {
      var duplicates = Duplicates.of(db, shard, index);
      if (duplicates.count() > 0) {
        return duplicates;
      }
      counted = true;
    }
    try {
      patiently(IndexDdl.concurrently(name, table, index));
      return Offenders.NONE;
    } catch (SQLException e) {
      if (!DUPLICATE.equals(e.getSQLState())) {
        throw e;
      }
      patiently(IndexDdl.dropConcurrently(new TableName(table.schema(), name)));
      var duplicates = Duplicates.of(db, shard, index);
      if (duplicates.count() == 0) {
        throw e;
      }
      return duplicates;
    }
  }

  /**
   * @throws ShardFailure when what bears the name is not the spec's index
   */
  private Optional<Found> ours(TableName table, String name) throws SQLException, ShardFailure {
    var found = IndexLook.find(db, table, name);
    if (found.isPresent() && !fits(found.get())) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.index-differs",
          "an index %s is there already, and is another one than the spec's".formatted(name));
    }
    return found;
  }

  private boolean fits(Found found) {
    return found.onTable() && wanted.equals(found.definition());
  }

  /** Drops it where it is the spec's, finished or not; leaves others of that name alone. */
  static void dropOurs(Db db, PlannedShard shard, IndexSpec index) throws SQLException {
    var all = Partitions.of(db, shard.plan().fill().table());
    if (!anyNamed(db, all, index)) {
      return;
    }
    var indexes = new Indexes(db, shard, index);
    for (Partition partition : all) {
      indexes.drop(partition);
    }
  }

  private static boolean anyNamed(Db db, List<Partition> all, IndexSpec index) throws SQLException {
    for (Partition partition : all) {
      if (IndexLook.find(db, partition.table(), name(partition, index)).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static String name(Partition partition, IndexSpec index) {
    return partition.parent().isEmpty()
        ? index.name()
        : IndexDdl.nameOn(partition.table(), index.name());
  }

  private void drop(Partition partition) throws SQLException {
    TableName table = partition.table();
    var name = new TableName(table.schema(), name(partition, index));
    var found = IndexLook.find(db, table, name.table()).filter(this::fits);
    if (found.isEmpty() || found.get().attached()) {
      return;
    }
    if (found.get().constraint()) {
      briefly(IndexDdl.dropConstraint(table, name.table()));
    } else if (partition.leaf()) {
      patiently(IndexDdl.dropConcurrently(name));
    } else {
      briefly(IndexDdl.drop(name));
    }
  }

  /** For what keeps others waiting while it waits for its lock. */
  private void briefly(String statement) throws SQLException {
    db.lockTimeout(shard.spec().limits().lockTimeout());
    db.execute(statement);
  }

  private void patiently(String statement) throws SQLException {
    db.lockTimeout(PATIENCE);
    db.execute(statement);
  }
}
