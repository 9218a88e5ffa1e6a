package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.mysql.BridgeText.UnclearException;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.TableName;
import dev.infill.common.model.UniqueName;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/**
 * Triggers that compute the values for writers that do not.
 *
 * <p>A value that can't be computed leaves the row as the writer gave it: the application's write
 * must not fail because of a bridge. Reconciling finds such rows.
 */
final class Bridge {
  private static final int LONGEST_NAME = 64;

  private Bridge() {}

  /** What a trigger fires at; the server has none for both. */
  private enum Event {
    INSERT,
    UPDATE
  }

  /** New triggers fire after those that are there, so they see what the application's made. */
  static void install(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    String body = body(db, fill);
    for (Event event : Event.values()) {
      var name = name(shard.id(), fill, event);
      var found = body(db, fill, name);
      if (found.isPresent() && !found.get().equals(body)) {
        drop(db, name);
      }
      if (found.isEmpty() || !found.get().equals(body)) {
        db.execute(
            "CREATE TRIGGER %s BEFORE %s ON %s FOR EACH ROW %s"
                .formatted(Quoting.table(name), event, Quoting.table(fill.table()), body));
      }
    }
  }

  static void remove(Db db, PlannedShard shard) throws SQLException {
    var fill = shard.plan().fill();
    for (Event event : Event.values()) {
      var name = name(shard.id(), fill, event);
      if (body(db, fill, name).isPresent()) {
        drop(db, name);
      }
    }
  }

  private static void drop(Db db, TableName name) throws SQLException {
    db.execute("DROP TRIGGER " + Quoting.table(name));
  }

  private static String body(Db db, ColumnFill fill) throws SQLException, ShardFailure {
    try {
      return new BridgeText(db, fill).body();
    } catch (UnclearException e) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.bad-bridge",
          "a value can't be computed by a trigger: " + e.getMessage());
    }
  }

  /** What a trigger of the table does; empty when it is not there. */
  private static Optional<String> body(Db db, ColumnFill fill, TableName name) throws SQLException {
    return db.first(
        row -> row.getString(1),
        """
        SELECT action_statement FROM information_schema.triggers
         WHERE trigger_schema = ? AND trigger_name = ?
           AND event_object_schema = ? AND event_object_table = ?
        """,
        name.schema(),
        name.table(),
        fill.table().schema(),
        fill.table().table());
  }

  /** A trigger's name is one of its database, as a table's is. */
  private static TableName name(MigrationShard id, ColumnFill fill, Event event) {
    return new TableName(
        fill.table().schema(),
        UniqueName.of(
            "infill_bridge_" + event.name().toLowerCase(Locale.ROOT) + "_",
            id.migration() + "_" + id.shard(),
            id.toString(),
            LONGEST_NAME));
  }
}
