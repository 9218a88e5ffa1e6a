package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.CaptureGround;
import dev.infill.common.jdbc.CaptureNote;
import dev.infill.common.jdbc.postgres.ObjectNames.Kind;
import dev.infill.common.jdbc.postgres.ReplicaIdentities.Identity;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Lookup;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.postgres.SqlStates;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Publication and slot.
 *
 * <p>A published table without a replica identity makes the application's own updates fail, so the
 * identity is set in the same transaction that publishes the table, and put back in the one that
 * drops the publication; the same for each partition. What it was is written on the publication
 * itself, as its comment.
 */
final class CaptureSetup {
  private static final String ATTACHED =
      TableTree.WITH_TREE
          + """
          SELECT i.inhrelid, i.xmin FROM tree JOIN pg_inherits i ON i.inhrelid = tree.oid
           WHERE tree.oid <> ?::regclass
          """;

  /** Of our own role alone; waits some seconds for it to be gone. */
  private static final String END_READER =
      """
      SELECT pg_terminate_backend(a.pid, 5000)
        FROM pg_replication_slots s JOIN pg_stat_activity a ON a.pid = s.active_pid
       WHERE s.slot_name = ? AND s.database = current_database() AND a.usename = current_user
      """;

  private CaptureSetup() {}

  static void prepare(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    publish(db, shard);
    makeSlot(db, shard);
  }

  static void drop(Db db, PlannedShard shard) throws SQLException {
    awaitReaderGone(db, shard);
    dropSlot(db, shard);
    unpublish(db, shard);
  }

  /** The publication stays: it keeps nothing, and to drop it takes a lock on the table. */
  static void giveUpSlot(Db db, PlannedShard shard) throws SQLException {
    db.ask(END_READER, ObjectNames.of(Kind.SLOT, shard.id()));
    dropSlot(db, shard);
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
    var fill = shard.plan().fill();
    var statements = new ArrayList<String>();
    statements.add("DROP PUBLICATION IF EXISTS " + Quoting.identifier(name));
    var toSet = ReplicaIdentities.toSet(db, fill.table(), fill.key());
    statements.addAll(
        TableTree.lockedFirst(db, fill.table(), toSet.stream().map(Identity::useIndex).toList()));
    // Without, from 18 on nobody could update a table whose identity holds such a column.
    boolean stored =
        ReplicaIdentities.of(db, fill.table(), fill.key()).stream().anyMatch(Identity::stored);
    statements.add(
        "CREATE PUBLICATION %s FOR TABLE %s WITH (publish = 'insert, update, delete', publish_via_partition_root = true%s)"
            .formatted(
                Quoting.identifier(name),
                String.join(", ", published(fill)),
                stored ? ", publish_generated_columns = stored" : ""));
    var note = new CaptureNote(former(toSet), partitions(db, table), ground(db, shard));
    statements.add(
        "COMMENT ON PUBLICATION %s IS %s"
            .formatted(Quoting.identifier(name), Quoting.literal(note.text())));
    db.together(statements);
  }

  private static List<String> published(ColumnFill fill) {
    return Stream.concat(Stream.of(fill.table()), fill.lookups().stream().map(Lookup::table))
        .map(Quoting::table)
        .toList();
  }

  private static String ground(Db db, PlannedShard shard) throws SQLException {
    return CaptureGround.of(db.connection(), shard.plan().fill())
        .map(CaptureGround::note)
        .orElse("");
  }

  private static Map<Long, String> former(List<Identity> identities) {
    return identities.stream().collect(Collectors.toMap(Identity::oid, Identity::former));
  }

  /** Each with the transaction that attached it: if detached and attached again, it is another. */
  private static Map<Long, Long> partitions(Db db, String table) throws SQLException {
    return db
        .list(row -> Map.entry(row.getLong(1), row.getLong(2)), ATTACHED, table, table)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static void unpublish(Db db, PlannedShard shard) throws SQLException {
    String name = ObjectNames.of(Kind.PUBLICATION, shard.id());
    Optional<String> comment =
        db.first(
            row -> Optional.ofNullable(row.getString(1)).orElse(""),
            "SELECT obj_description(oid, 'pg_publication') FROM pg_publication WHERE pubname = ?",
            name);
    var fill = shard.plan().fill();
    boolean recorded = db.recorded("CREATE PUBLICATION " + Quoting.identifier(name));
    if (comment.isEmpty() && !recorded) {
      return;
    }
    Map<Long, String> former =
        recorded
            ? former(ReplicaIdentities.toSet(db, fill.table(), fill.key()))
            : CaptureNote.of(comment.orElseThrow()).identities();
    var identities = new ArrayList<String>();
    for (var identity : former.entrySet()) {
      // One that was dropped meanwhile has nothing to be put back.
      db.first(
              row -> row.getString(1),
              "SELECT oid::regclass::text FROM pg_class WHERE oid = ? AND (? OR relreplident = 'i')",
              identity.getKey(),
              recorded)
          .ifPresent(
              part ->
                  identities.add(
                      "ALTER TABLE %s REPLICA IDENTITY %s".formatted(part, identity.getValue())));
    }
    var statements = new ArrayList<>(TableTree.lockedFirst(db, fill.table(), identities));
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

  /**
   * The worker hears that its migration is over when we do, and ends its session a moment later. A
   * slot that is read for longer than we wait for a lock fails to be dropped, with who reads it.
   */
  private static void awaitReaderGone(Db db, PlannedShard shard) throws SQLException {
    String name = ObjectNames.of(Kind.SLOT, shard.id());
    long giveUp = System.nanoTime() + shard.spec().limits().lockTimeout().toNanos();
    while (slot(db, name).filter(Slot::active).isPresent() && System.nanoTime() - giveUp < 0) {
      db.ask("SELECT pg_sleep(0.02)");
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
