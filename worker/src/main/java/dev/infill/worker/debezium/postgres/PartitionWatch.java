package dev.infill.worker.debezium.postgres;

import dev.infill.common.jdbc.CaptureNote;
import dev.infill.common.postgres.Quoting;
import dev.infill.worker.debezium.LostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares a table's partitions with those that stand in its publication's comment: the ones that
 * were there when capture began, or came empty since. Only one thread uses it at a time.
 *
 * <p>One that comes empty is captured from its first row. One that comes with rows may have got
 * them before, unseen, so nothing that was checked counts any more. One that goes takes its rows
 * along, which is only to be told.
 */
final class PartitionWatch {
  /** Takes no lock of a partition, which somebody may hold for long. */
  private static final String NOW =
      """
      WITH RECURSIVE tree AS (
        SELECT to_regclass(format('%I.%I', ?::text, ?::text))::oid AS oid, NULL::xid AS attached
        UNION ALL
        SELECT i.inhrelid, i.xmin FROM pg_inherits i JOIN tree ON i.inhparent = tree.oid
          JOIN pg_class c ON c.oid = i.inhrelid AND c.relispartition
         WHERE NOT i.inhdetachpending)
      SELECT c.oid, tree.attached, c.relkind = 'r', c.oid::regclass::text
        FROM tree JOIN pg_class c ON c.oid = tree.oid
       WHERE tree.attached IS NOT NULL ORDER BY c.oid
      """;

  private static final String NAME =
      "SELECT coalesce((SELECT oid::regclass::text FROM pg_class WHERE oid = ?), '')";

  private static final String SAME = "SELECT oid::text FROM pg_publication WHERE pubname = ?";

  private final Connection connection;
  private final String schema;
  private final String table;
  private final String publication;

  PartitionWatch(Connection connection, String schema, String table, String publication) {
    this.connection = connection;
    this.schema = schema;
    this.table = table;
    this.publication = publication;
  }

  private record Partition(long oid, long attached, boolean holdsRows, String name) {}

  /**
   * Looks, and adds those that came empty to the comment.
   *
   * @param number of the publication that bears the comment
   * @return what is to be told of those that are gone; again at each look until they are {@link
   *     #forget forgotten}
   * @throws LostException when a partition came with rows
   */
  List<String> look(String number, String comment) throws SQLException {
    var note = CaptureNote.of(comment);
    Map<Long, Long> known = new HashMap<>(note.partitions());
    Map<Long, Long> now = new HashMap<>();
    for (Partition partition : now()) {
      now.put(partition.oid(), partition.attached());
      if (!Long.valueOf(partition.attached()).equals(known.get(partition.oid()))) {
        if (partition.holdsRows() && hasRows(partition.name())) {
          throw new LostException(
              "the partition %s was attached or filled while nobody looked, and may hold rows that were not captured"
                  .formatted(partition.name()));
        }
        known.put(partition.oid(), partition.attached());
      }
    }
    if (!known.equals(note.partitions())) {
      write(number, note.with(known));
    }
    List<String> gone = new ArrayList<>();
    for (long oid : known.keySet()) {
      if (!now.containsKey(oid)) {
        gone.add(told(oid));
      }
    }
    return gone;
  }

  /** Takes those that are gone out of the comment. */
  void forget(String number, String comment) throws SQLException {
    var note = CaptureNote.of(comment);
    Map<Long, Long> there = new HashMap<>(note.partitions());
    there.keySet().retainAll(now().stream().map(Partition::oid).toList());
    write(number, note.with(there));
  }

  private List<Partition> now() throws SQLException {
    try (var statement = connection.prepareStatement(NOW)) {
      statement.setString(1, schema);
      statement.setString(2, table);
      try (var found = statement.executeQuery()) {
        var all = new ArrayList<Partition>();
        while (found.next()) {
          all.add(
              new Partition(
                  found.getLong(1), found.getLong(2), found.getBoolean(3), found.getString(4)));
        }
        return all;
      }
    }
  }

  private boolean hasRows(String name) throws SQLException {
    try (var statement = connection.createStatement();
        var found = statement.executeQuery("SELECT EXISTS (SELECT FROM ONLY " + name + ")")) {
      return found.next() && found.getBoolean(1);
    }
  }

  private String told(long oid) throws SQLException {
    try (var statement = connection.prepareStatement(NAME)) {
      statement.setLong(1, oid);
      try (var found = statement.executeQuery()) {
        found.next();
        String name = found.getString(1);
        return name.isEmpty()
            ? "A partition was dropped."
            : "The partition %s was detached; it keeps the column as it is.".formatted(name);
      }
    }
  }

  /** Only on the publication that was read: another of its name has another table's state on it. */
  private void write(String number, CaptureNote note) throws SQLException {
    connection.setAutoCommit(false);
    try (var comment = connection.createStatement();
        var same = connection.prepareStatement(SAME)) {
      comment.execute(
          "COMMENT ON PUBLICATION %s IS %s"
              .formatted(Quoting.identifier(publication), Quoting.literal(note.text())));
      same.setString(1, publication);
      try (var found = same.executeQuery()) {
        if (found.next() && found.getString(1).equals(number)) {
          connection.commit();
        } else {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }
}
