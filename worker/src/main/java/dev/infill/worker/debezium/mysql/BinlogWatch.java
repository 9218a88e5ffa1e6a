package dev.infill.worker.debezium.mysql;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.jdbc.Queries;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.mysql.BinlogGround;
import dev.infill.common.message.Capture;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Position;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.debezium.LostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Looks at the log and at what is captured over a connection of its own, and puts marks. May be
 * used from many threads, one at a time.
 */
final class BinlogWatch implements AutoCloseable {
  private static final int NO_SUCH_TABLE = 1146;
  private static final int NO_SUCH_DATABASE = 1049;
  private static final int SYNTAX = 1064;

  /** No server's own, which are small numbers, often made of addresses. */
  private static final long FIRST_SERVER_ID = 1L << 31;

  private static final long SERVER_IDS = (1L << 31) - 1;

  /** The last is 1 as long as some of the transactions can't be seen yet. */
  private static final String AWAIT = "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, 1)";

  private static final String READABLE =
      """
      SELECT GTID_SUBSET(@@GLOBAL.gtid_purged, ?), GTID_SUBSET(?, @@GLOBAL.gtid_executed)
      """;

  private final Capture capture;
  private final TableName marks;
  private final Connection connection;
  private final Queries queries;

  private BinlogWatch(Capture capture, Connection connection) {
    this.capture = capture;
    this.marks = MarksTable.of(capture.id(), capture.fill().table());
    this.connection = connection;
    this.queries = new Queries(connection);
  }

  static BinlogWatch open(Capture capture, ShardConnections connections) throws ShardFailure {
    return new BinlogWatch(capture, connections.open(capture.shard(), SessionKind.SCHEMA));
  }

  /**
   * Where a server listens.
   *
   * @param host a name or an address
   */
  record Place(String host, int port) {}

  /**
   * The server that is watched: of several that a URL lists. The engine must read from no other.
   */
  Place server() throws SQLException {
    String pair = connection.unwrap(JdbcConnection.class).getHostPortPair();
    int colon = pair.lastIndexOf(':');
    return new Place(
        pair.substring(0, colon).replaceAll("[\\[\\]]", ""),
        Integer.parseInt(pair.substring(colon + 1)));
  }

  /** Whether each transaction has a name, by which positions are told. */
  synchronized boolean namesTransactions() throws ShardFailure {
    return asked(() -> queries.text("SELECT @@GLOBAL.gtid_mode").equals("ON"));
  }

  /**
   * What the capture begins on.
   *
   * @throws LostException when it is gone
   */
  synchronized BinlogNote note() throws ShardFailure {
    Optional<String> text =
        asked(
            () ->
                queries.first(
                    row -> row.getString(1), MarksTable.read(marks), MarksTable.Kind.NOTE.name()));
    return BinlogNote.of(
        text.orElseThrow(() -> new LostException("the capture's note is gone from " + marks)));
  }

  /**
   * Makes sure that the log still holds all behind a position.
   *
   * @throws LostException when it does not
   */
  synchronized void checkReadable(Position position) throws ShardFailure {
    if (namesTransactions() && !position.gtids().isEmpty()) {
      checkTransactions(position.gtids());
    } else {
      checkFile(position);
    }
  }

  private void checkTransactions(String passed) throws ShardFailure {
    asked(
        () ->
            queries.first(
                row -> {
                  if (!row.getBoolean(1)) {
                    throw new LostException("the server purged binary logs that were not read yet");
                  }
                  if (!row.getBoolean(2)) {
                    throw new LostException(
                        "the server's binary logs begin anew, or it was restored");
                  }
                  return true;
                },
                READABLE,
                passed,
                passed));
  }

  private void checkFile(Position position) throws ShardFailure {
    Optional<Long> size =
        files().stream()
            .filter(file -> file.name().equals(position.file()))
            .map(File::size)
            .findFirst();
    if (size.isEmpty()) {
      throw new LostException("the server purged binary logs that were not read yet");
    }
    if (size.get() < position.position()) {
      throw new LostException("the server's binary logs begin anew, or it was restored");
    }
  }

  /** Bytes of log from a position on, which must not be purged; 0 where its file is not there. */
  synchronized long bytesFrom(Position position) throws ShardFailure {
    long from =
        files().stream()
            .dropWhile(file -> !file.name().equals(position.file()))
            .mapToLong(File::size)
            .sum();
    return Math.max(0, from - position.position());
  }

  private record File(String name, long size) {}

  /** In the order in which they were written. */
  private List<File> files() throws ShardFailure {
    return asked(
        () -> queries.list(row -> new File(row.getString(1), row.getLong(2)), "SHOW BINARY LOGS"));
  }

  /**
   * Compares ground and note with what they were.
   *
   * @throws LostException when they are not the same
   */
  synchronized void checkUnchanged(BinlogNote begun) throws ShardFailure {
    var now =
        asked(() -> BinlogGround.of(connection, capture.fill()))
            .orElseThrow(() -> new LostException("the table is gone"));
    BinlogGround.in(begun.ground())
        .lostBy(now)
        .ifPresent(
            why -> {
              throw new LostException(why);
            });
    if (!note().id().equals(begun.id())) {
      throw new LostException("the capture was begun anew");
    }
  }

  /** Commits a mark into the server's log. */
  synchronized void mark(MarksTable.Kind kind, String content) throws ShardFailure {
    asked(
        () -> {
          queries.ask(MarksTable.put(marks), kind.name(), content, content);
          return true;
        });
  }

  /**
   * Waits until what these transactions wrote can be seen. A server writes a commit to its log,
   * from where it is captured, a moment before others can see it, and with a semi-synchronous
   * replica much longer before: a dual-write that came in between would find the row as it was.
   *
   * <p>One without a name is seen when a later one of ours is committed: they become visible in the
   * log's order.
   *
   * @throws IllegalStateException when the server can't be asked
   */
  void awaitVisible(Set<String> transactions) throws InterruptedException {
    try {
      var named = new HashSet<>(transactions);
      if (named.remove("")) {
        mark(MarksTable.Kind.MOVE, UUID.randomUUID().toString());
      }
      String set = Gtids.union(named);
      while (!set.isEmpty() && !visible(set)) {
        if (Thread.interrupted()) {
          throw new InterruptedException("while waiting for what was committed");
        }
      }
    } catch (ShardFailure e) {
      throw new IllegalStateException(
          "the server can't be asked what can be seen: " + e.getMessage(), e);
    }
  }

  private synchronized boolean visible(String set) throws ShardFailure {
    return asked(() -> queries.text(AWAIT, set).equals("0"));
  }

  /** A number for whoever reads the log, always the same, which no other reader has. */
  synchronized long readerId() throws ShardFailure {
    Set<Long> taken = new HashSet<>(asked(this::replicas));
    taken.add(asked(() -> Long.valueOf(queries.text("SELECT @@server_id"))));
    for (int i = 0; ; i++) {
      long hash = UUID.nameUUIDFromBytes(bytes(capture.id() + " " + i)).getMostSignificantBits();
      long id = FIRST_SERVER_ID + Math.floorMod(hash, SERVER_IDS);
      if (!taken.contains(id)) {
        return id;
      }
    }
  }

  /** Its name was changed in 8.0.22, and the old one left out in 8.4. */
  private Set<Long> replicas() throws SQLException {
    try {
      return new HashSet<>(queries.list(row -> row.getLong(1), "SHOW REPLICAS"));
    } catch (SQLException e) {
      if (e.getErrorCode() != SYNTAX) {
        throw e;
      }
      return new HashSet<>(queries.list(row -> row.getLong(1), "SHOW SLAVE HOSTS"));
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private interface Question<T> {
    T ask() throws SQLException;
  }

  private <T> T asked(Question<T> question) throws ShardFailure {
    try {
      return question.ask();
    } catch (SQLException e) {
      if (e.getErrorCode() == NO_SUCH_TABLE || e.getErrorCode() == NO_SUCH_DATABASE) {
        throw new LostException("the table " + marks + " with the capture's note is gone");
      }
      String state = e.getSQLState() == null ? "" : e.getSQLState();
      throw new ShardFailure(
          FailureKind.TRANSIENT,
          state,
          "can't look at the binary log on shard "
              + capture.shard().id()
              + " (error "
              + e.getErrorCode()
              + ")",
          e);
    }
  }
}
