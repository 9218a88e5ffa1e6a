package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.CaptureGround;
import dev.infill.common.jdbc.schema.ObjectNames.Kind;
import dev.infill.common.message.FailureKind;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.postgres.SqlStates;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Publication and slot.
 *
 * <p>A published table without a replica identity makes the application's own updates fail, so the
 * identity is set in the same transaction that publishes the table, and put back in the one that
 * drops the publication. What it was is written on the publication itself, as its comment.
 */
final class CaptureSetup {
  private static final String NOTE = "Infill; the table's replica identity was ";

  private CaptureSetup() {}

  static void prepare(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    publish(db, shard);
    makeSlot(db, shard);
  }

  static void drop(Db db, PlannedShard shard) throws SQLException {
    dropSlot(db, shard);
    unpublish(db, shard);
  }

  private static void publish(Db db, PlannedShard shard) throws SQLException {
    String name = ObjectNames.of(Kind.PUBLICATION, shard.id());
    String table = Quoting.table(shard.plan().fill().table());
    if (db.holds(
        """
        SELECT true FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
         WHERE p.pubname = ? AND r.prrelid = ?::regclass
        """,
        name,
        table)) {
      return;
    }
    var statements = new ArrayList<String>();
    statements.add("DROP PUBLICATION IF EXISTS " + Quoting.identifier(name));
    String index = shard.plan().identityIndex();
    if (!index.isEmpty()) {
      statements.add(
          "ALTER TABLE %s REPLICA IDENTITY USING INDEX %s"
              .formatted(table, Quoting.identifier(index)));
    }
    statements.add(
        "CREATE PUBLICATION %s FOR TABLE %s WITH (publish = 'insert, update, delete')"
            .formatted(Quoting.identifier(name), table));
    statements.add(
        "COMMENT ON PUBLICATION %s IS %s"
            .formatted(
                Quoting.identifier(name),
                Quoting.literal(NOTE + identity(db, table, index) + ground(db, shard))));
    db.together(statements);
  }

  private static String ground(Db db, PlannedShard shard) throws SQLException {
    return CaptureGround.of(db.connection(), shard.plan().fill())
        .map(CaptureGround::note)
        .orElse("");
  }

  /** What to put back: empty unless it is going to be changed. */
  private static String identity(Db db, String table, String index) throws SQLException {
    if (index.isEmpty()) {
      return "left alone";
    }
    // An identity by an index that was dropped acts as NOTHING, and can't be put back as it was.
    return db.text("SELECT relreplident FROM pg_class WHERE oid = ?::regclass", table).equals("d")
        ? "DEFAULT"
        : "NOTHING";
  }

  private static void unpublish(Db db, PlannedShard shard) throws SQLException {
    String name = ObjectNames.of(Kind.PUBLICATION, shard.id());
    Optional<String> note =
        db.first(
            row -> Optional.ofNullable(row.getString(1)).orElse(""),
            "SELECT obj_description(oid, 'pg_publication') FROM pg_publication WHERE pubname = ?",
            name);
    if (db.recorded("CREATE PUBLICATION " + Quoting.identifier(name))) {
      String table = Quoting.table(shard.plan().fill().table());
      note = Optional.of(NOTE + identity(db, table, shard.plan().identityIndex()));
    }
    if (note.isEmpty()) {
      return;
    }
    var statements = new ArrayList<String>();
    for (String identity : List.of("DEFAULT", "NOTHING")) {
      if (note.get().startsWith(NOTE + identity)) {
        statements.add(
            "ALTER TABLE %s REPLICA IDENTITY %s"
                .formatted(Quoting.table(shard.plan().fill().table()), identity));
      }
    }
    statements.add("DROP PUBLICATION IF EXISTS " + Quoting.identifier(name));
    db.together(statements);
  }

  private record Slot(boolean active, boolean ready, boolean lost, boolean fits) {}

  private static Optional<Slot> slot(Db db, String name) throws SQLException {
    return db.first(
        row -> new Slot(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), row.getBoolean(4)),
        """
        SELECT active, confirmed_flush_lsn IS NOT NULL, coalesce(wal_status = 'lost', false),
               coalesce(plugin = 'pgoutput' AND database = current_database(), false)
          FROM pg_replication_slots WHERE slot_name = ?
        """,
        name);
  }

  private static void makeSlot(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    String name = ObjectNames.of(Kind.SLOT, shard.id());
    var found = slot(db, name);
    if (found.isPresent()) {
      var slot = found.get();
      if (!slot.fits()) {
        throw new ShardFailure(
            FailureKind.PERMANENT,
            "infill.slot-taken",
            "a replication slot %s is there, but not for this database".formatted(name));
      }
      if (slot.ready() && !slot.lost()) {
        return;
      }
      if (slot.active()) {
        throw new ShardFailure(
            FailureKind.TRANSIENT,
            SqlStates.OBJECT_IN_USE,
            "another session is still making the replication slot " + name);
      }
      db.ask("SELECT pg_drop_replication_slot(?)", name);
    }
    create(db, shard, name);
  }

  /** Waits for transactions that are open now; one that stays open would make it wait for ever. */
  private static void create(Db db, PlannedShard shard, String name)
      throws SQLException, ShardFailure {
    var patience = shard.spec().limits().lockTimeout();
    db.statementTimeout(patience);
    try {
      db.ask("SELECT pg_create_logical_replication_slot(?, 'pgoutput')", name);
    } catch (SQLException e) {
      String state = e.getSQLState();
      if (!SqlStates.QUERY_CANCELED.equals(state) && !SqlStates.LOCK_NOT_AVAILABLE.equals(state)) {
        throw e;
      }
      db.statementTimeout(Duration.ZERO);
      dropHalfMade(db, name);
      throw new ShardFailure(
          FailureKind.TRANSIENT,
          SqlStates.LOCK_NOT_AVAILABLE,
          "the replication slot waits for open transactions, longer than "
              + patience.toMillis()
              + " ms; "
              + Blockers.writing(db));
    } finally {
      if (!db.connection().isClosed()) {
        db.statementTimeout(Duration.ZERO);
      }
    }
  }

  private static void dropHalfMade(Db db, String name) throws SQLException {
    var left = slot(db, name);
    if (left.isPresent() && !left.get().ready() && !left.get().active()) {
      db.ask("SELECT pg_drop_replication_slot(?)", name);
    }
  }

  private static void dropSlot(Db db, PlannedShard shard) throws SQLException {
    db.ask(
        """
        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots
         WHERE slot_name = ? AND database = current_database()
        """,
        ObjectNames.of(Kind.SLOT, shard.id()));
  }
}
