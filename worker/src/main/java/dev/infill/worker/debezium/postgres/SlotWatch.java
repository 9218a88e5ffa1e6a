package dev.infill.worker.debezium.postgres;

import dev.infill.common.jdbc.CaptureGround;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.message.Capture;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Lookup;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.debezium.LostException;
import dev.infill.worker.debezium.MarkKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Looks at a capture's slot and publication over a connection of its own. May be used from many
 * threads, one at a time.
 */
final class SlotWatch implements AutoCloseable {
  /** Only servers from 17 on tell why a slot was lost. */
  private static final String SLOT =
      """
      SELECT coalesce(s.wal_status, ''), s.confirmed_flush_lsn IS NOT NULL, s.active_pid,
             coalesce(to_jsonb(s) ->> 'invalidation_reason', '')
        FROM pg_replication_slots s WHERE s.slot_name = ?
      """;

  private static final String END_READER =
      """
      SELECT pg_terminate_backend(a.pid)
        FROM pg_stat_activity a WHERE a.pid = ? AND a.usename = current_user
      """;

  /** The first changes when publication or membership are made anew, or altered. */
  private static final String PUBLICATION =
      """
      SELECT concat_ws('/', p.oid, p.pubinsert AND p.pubupdate AND p.pubdelete,
                       string_agg(r.oid || '/' || r.xmin, '/' ORDER BY r.oid)),
             coalesce(obj_description(p.oid, 'pg_publication'), ''), p.oid::text
        FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
       WHERE p.pubname = ? AND p.pubinsert AND p.pubupdate AND p.pubdelete
       GROUP BY p.oid, p.pubinsert, p.pubupdate, p.pubdelete
      HAVING array_agg(r.prrelid::oid) @>
             (SELECT array_agg(coalesce(to_regclass(name)::oid, 0::oid))
                FROM unnest(?::text[]) AS name)
      """;

  /** Far enough behind that a message of ours is worth its place in the log. */
  private static final String BEHIND =
      """
      SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn) > 1048576
        FROM pg_replication_slots WHERE slot_name = ?
      """;

  private static final String RETAINED =
      """
      SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint
        FROM pg_replication_slots WHERE slot_name = ?
      """;

  /**
   * Whether none of these transactions is still running for a snapshot taken now. The log tells
   * only the lower half of a transaction's number; the upper one is that of its neighbours of
   * today.
   */
  private static final String VISIBLE =
      """
      SELECT coalesce(bool_and(pg_visible_in_snapshot(greatest(
               CASE WHEN near - next > 2147483648 THEN near - 4294967296
                    WHEN next - near > 2147483648 THEN near + 4294967296
                    ELSE near END, 3)::text::xid8, snapshot)), true)
        FROM (SELECT snapshot, next, ((next >> 32) << 32) | low AS near
                FROM (SELECT s AS snapshot, pg_snapshot_xmax(s)::text::bigint AS next
                        FROM pg_current_snapshot() AS s) AS now,
                     unnest(string_to_array(?, ',')::bigint[]) AS low) AS numbers
      """;

  private static final long LOOK_AGAIN_MILLIS = 1;

  private final Capture capture;
  private final Connection connection;
  private final PartitionWatch partitions;
  private @Nullable String publication;
  private List<String> gone = List.of();

  private SlotWatch(Capture capture, Connection connection) {
    this.capture = capture;
    this.connection = connection;
    var table = capture.fill().table();
    this.partitions =
        new PartitionWatch(connection, table.schema(), table.table(), capture.publication());
  }

  static SlotWatch open(Capture capture, ShardConnections connections) throws ShardFailure {
    return new SlotWatch(capture, connections.open(capture.shard(), SessionKind.SCHEMA));
  }

  /**
   * The server that is watched: of several that a URL lists, the one that is the primary now. The
   * engine must read from no other.
   */
  HostSpec server() throws SQLException {
    return connection.unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
  }

  /** The server's major version. */
  int version() throws SQLException {
    return connection.getMetaData().getDatabaseMajorVersion();
  }

  /**
   * Waits until what these transactions wrote can be seen. A server writes a commit to its log,
   * from where it is captured, a moment before others can see it, and with a synchronous standby
   * much longer before: a dual-write that came in between would find the row as it was.
   *
   * @throws IllegalStateException when the server can't be asked
   */
  void awaitVisible(Set<String> transactions) throws InterruptedException {
    if (transactions.isEmpty()) {
      return;
    }
    String numbers = String.join(",", transactions);
    while (!visible(numbers)) {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private synchronized boolean visible(String transactions) {
    try (var statement = prepare(VISIBLE, transactions);
        var answer = statement.executeQuery()) {
      return answer.next() && answer.getBoolean(1);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the server can't be asked what can be seen: " + e.getSQLState(), e);
    }
  }

  /**
   * Makes sure that the slot can be read from, and ends whoever reads from it: a predecessor that
   * does not know yet that it is one.
   *
   * @throws LostException when the slot or the publication is gone, or unusable for good
   * @throws ShardFailure when it can't be told now
   */
  synchronized void checkSlot() throws ShardFailure {
    try (var statement = prepare(SLOT, capture.slot());
        var found = statement.executeQuery()) {
      if (!found.next()) {
        throw new LostException("the slot " + capture.slot() + " is gone");
      }
      if (found.getString(1).equals("lost")) {
        String why = found.getString(4);
        throw new LostException(
            "the slot "
                + capture.slot()
                + " was invalidated: "
                + (why.isEmpty() ? "the server removed its WAL" : why));
      }
      if (!found.getBoolean(2)) {
        throw new ShardFailure(
            FailureKind.TRANSIENT, "infill.slot", "the slot " + capture.slot() + " is not ready");
      }
      int reader = found.getInt(3);
      if (reader != 0) {
        end(reader);
      }
    } catch (SQLException e) {
      throw failure(e);
    }
    checkPublication();
  }

  /**
   * Compares the publication with what it was when first looked at, and server, table and
   * partitions with what they were when it was made.
   *
   * @throws LostException when it is another, or lacks the table, or they are not the same
   */
  synchronized void checkPublication() throws ShardFailure {
    try {
      var found = published();
      String now = found.version();
      if (publication != null && !publication.equals(now)) {
        throw new LostException("the publication " + capture.publication() + " was altered");
      }
      publication = now;
      checkGround(found.comment());
      gone = partitions.look(found.number(), found.comment());
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /** What is to be told of partitions that were detached, in a sentence each. */
  synchronized List<String> gone() {
    return gone;
  }

  /** They were told. */
  synchronized void forgetGone() throws ShardFailure {
    try {
      var found = published();
      partitions.forget(found.number(), found.comment());
      gone = List.of();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private record Published(String version, String comment, String number) {}

  private Published published() throws SQLException {
    var fill = capture.fill();
    var tables =
        Stream.concat(Stream.of(fill.table()), fill.lookups().stream().map(Lookup::table))
            .map(Quoting::table)
            .toArray();
    try (var statement = prepare(PUBLICATION, capture.publication())) {
      statement.setArray(2, connection.createArrayOf("text", tables));
      try (var found = statement.executeQuery()) {
        if (!found.next()) {
          throw new LostException(
              "the publication " + capture.publication() + " is gone or lacks a table");
        }
        return new Published(found.getString(1), found.getString(2), found.getString(3));
      }
    }
  }

  private void checkGround(String comment) throws SQLException {
    var before = CaptureGround.in(comment);
    if (before.isPresent()) {
      var lost = before.get().lostBy(before.get().now(connection));
      if (lost.isPresent()) {
        throw new LostException(lost.get());
      }
    }
  }

  /** Commits a mark into the server's log. */
  synchronized void mark(MarkKind kind, String content) throws ShardFailure {
    run(prepared("SELECT pg_logical_emit_message(true, ?, ?)", Records.prefix(kind), content));
  }

  /**
   * Lets the slot move on where others write and our table is quiet: it moves only to messages and
   * rows that come through.
   */
  synchronized void keepMoving() throws ShardFailure {
    boolean behind;
    try (var statement = prepare(BEHIND, capture.slot());
        var found = statement.executeQuery()) {
      behind = found.next() && found.getBoolean(1);
    } catch (SQLException e) {
      throw failure(e);
    }
    if (behind) {
      mark(MarkKind.MOVE, capture.id().toString());
    }
  }

  /** WAL that the server keeps for the slot; 0 when the slot is gone. */
  synchronized long retainedBytes() throws ShardFailure {
    try (var statement = prepare(RETAINED, capture.slot());
        var found = statement.executeQuery()) {
      return found.next() ? found.getLong(1) : 0;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void end(int reader) throws SQLException {
    try (var statement = connection.prepareStatement(END_READER)) {
      statement.setInt(1, reader);
      statement.execute();
    }
  }

  private interface Prepared {
    PreparedStatement prepare() throws SQLException;
  }

  private Prepared prepared(String sql, String... parameters) {
    return () -> prepare(sql, parameters);
  }

  private void run(Prepared prepared) throws ShardFailure {
    try (var statement = prepared.prepare();
        ResultSet ignored = statement.executeQuery()) {
      ignored.next();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private PreparedStatement prepare(String sql, String... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
    return statement;
  }

  private ShardFailure failure(SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    return new ShardFailure(
        FailureKind.TRANSIENT,
        state,
        "can't look at the slot on shard " + capture.shard().id() + " (SQLSTATE " + state + ")",
        e);
  }
}
