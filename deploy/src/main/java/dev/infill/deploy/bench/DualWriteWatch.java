package dev.infill.deploy.bench;

import dev.infill.deploy.demo.Latencies;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Looks again and again at the rows that were written and are not right yet. It sees a dual-write
 * some milliseconds late, never early.
 */
final class DualWriteWatch implements AutoCloseable {
  private static final Duration LOOK_EVERY = Duration.ofMillis(3);

  private volatile Latencies latencies = new Latencies();
  private final Queue<Committed> news = new ConcurrentLinkedQueue<>();
  private final Map<Long, Long> waiting = new HashMap<>();
  private final TableSql sql;
  private final Connection connection;
  private final PreparedStatement right;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile int left;
  private volatile @Nullable SQLException failure;

  private record Committed(long row, long nanos) {}

  private DualWriteWatch(BenchTable table) throws SQLException {
    this.connection = table.connect();
    this.sql = table.sql();
    this.right = connection.prepareStatement(sql.rightOf(table.shape().key()));
    this.thread = Thread.ofPlatform().daemon().name("dual-writes").unstarted(this::run);
  }

  static DualWriteWatch start(BenchTable table) throws SQLException {
    var watch = new DualWriteWatch(table);
    watch.thread.start();
    return watch;
  }

  /** A row was written, just now, for the first time. */
  void committed(long row) {
    news.add(new Committed(row, System.nanoTime()));
  }

  /** Forgets how long those waited that are right by now. */
  void forget() {
    latencies = new Latencies();
  }

  /** How long each waited. */
  Latencies latencies() {
    return latencies;
  }

  /** Waits until no row is wrong any more, but not for ever; returns how many still are. */
  long awaitNone(Duration atMost) throws InterruptedException, SQLException {
    long giveUp = System.nanoTime() + atMost.toNanos();
    do {
      Thread.sleep(LOOK_EVERY.multipliedBy(10));
      SQLException thrown = failure;
      if (thrown != null) {
        throw new SQLException("the dual-writes can't be watched", thrown);
      }
    } while ((left > 0 || !news.isEmpty()) && System.nanoTime() < giveUp);
    return left;
  }

  @Override
  public void close() throws SQLException {
    stopping = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }

  private void run() {
    try {
      while (!stopping) {
        long began = System.nanoTime();
        look();
        // Many that wait take long to look at, and looking shall not be what they wait for.
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Thread.sleep(took.compareTo(LOOK_EVERY) < 0 ? LOOK_EVERY : took.multipliedBy(3));
      }
    } catch (SQLException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws SQLException {
    for (Committed one = news.poll(); one != null; one = news.poll()) {
      waiting.put(one.row(), one.nanos());
      left = waiting.size();
    }
    if (waiting.isEmpty()) {
      return;
    }
    right.setString(1, sql.list(waiting.keySet()));
    try (var rows = right.executeQuery()) {
      long now = System.nanoTime();
      while (rows.next()) {
        long since = waiting.remove(rows.getLong(1));
        latencies.record(Duration.ofNanos(now - since));
      }
    }
    left = waiting.size();
  }
}
