package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.mysql.IndexLook.Found;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.IndexSpec;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Builds indexes beside writers. A statement that is cut short leaves nothing: the server takes
 * back what it began, also when it was killed itself.
 */
final class Indexes {
  private static final int DUPLICATE = 1062;

  private final Db db;
  private final PlannedShard shard;
  private final IndexSpec index;
  private final TableName table;

  private Indexes(Db db, PlannedShard shard, IndexSpec index) {
    this.db = db;
    this.shard = shard;
    this.index = index;
    this.table = shard.plan().fill().table();
  }

  static Offenders build(Db db, PlannedShard shard, IndexSpec index)
      throws SQLException, ShardFailure {
    return new Indexes(db, shard, index).build();
  }

  private Offenders build() throws SQLException, ShardFailure {
    var found = IndexLook.find(db, table, index.name());
    if (found.isPresent()) {
      if (!fits(found.get())) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.index-differs",
            "an index %s is there already, and is another one than the spec's"
                .formatted(index.name()));
      }
      return Offenders.NONE;
    }
    if (index.unique()) {
      var duplicates = Duplicates.of(db, shard, index);
      if (duplicates.count() > 0) {
        return duplicates;
      }
    }
    try {
      create();
      return Offenders.NONE;
    } catch (SQLException e) {
      if (e.getErrorCode() != DUPLICATE) {
        throw e;
      }
      // Written since they were counted.
      var duplicates = Duplicates.of(db, shard, index);
      if (duplicates.count() == 0) {
        throw e;
      }
      return duplicates;
    }
  }

  private void create() throws SQLException, ShardFailure {
    if (IndexDdl.onExpressions(index)) {
      Alter.onlyIfAllowed(shard, "the index " + index.name());
      Alter.run(db, shard, IndexDdl.alone(table, index));
    } else {
      Alter.run(db, shard, IndexDdl.online(table, index));
    }
  }

  private boolean fits(Found found) throws SQLException {
    return IndexLook.fits(db, table, index, found);
  }

  /** Drops it where it is the spec's; leaves others of that name alone. */
  static void dropOurs(Db db, PlannedShard shard, IndexSpec index)
      throws SQLException, ShardFailure {
    var indexes = new Indexes(db, shard, index);
    Optional<Found> found = IndexLook.find(db, indexes.table, index.name());
    if (found.isPresent() && indexes.fits(found.get())) {
      Alter.run(db, shard, IndexDdl.drop(indexes.table, index.name()));
    }
  }
}
