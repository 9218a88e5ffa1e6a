package dev.infill.common.message;

import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.TableName;
import java.time.Instant;

/**
 * On {@code infill.changes}: which row was written, or a barrier. The statement behind a change
 * reads the row as it then is, so a change may come twice and in any order.
 */
public sealed interface Change {
  MigrationShard id();

  /**
   * A row was written.
   *
   * @param own whether in a transaction of ours: applied, but it tells nothing of the application
   */
  record RowChanged(MigrationShard id, Key key, Kind kind, Instant committed, boolean own)
      implements Change {
    /** How it was written. An update of the key itself is a delete and an insert. */
    public enum Kind {
      INSERT,
      UPDATE,
      DELETE
    }

    /** The same, written in a transaction of ours. */
    public RowChanged asOwn() {
      return new RowChanged(id, key, kind, committed, true);
    }
  }

  /**
   * A row of a table that values look into was written: rows that depend on it may need another
   * value. One that moved from some rows to others comes twice, as it was and as it is.
   *
   * @param table the table looked into
   * @param key what the row holds, or held, in the columns by which the lookup leads to rows
   */
  record LookupChanged(MigrationShard id, TableName table, Key key, Instant committed)
      implements Change {}

  /** Follows, in each partition, all changes committed before it was taken. */
  record Barrier(MigrationShard id, String barrier) implements Change {}

  /** The bridge had to compute a value; not keyed to a row. */
  record BridgeComputed(MigrationShard id, Instant committed) implements Change {}
}
