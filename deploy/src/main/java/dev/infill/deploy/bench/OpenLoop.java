package dev.infill.deploy.bench;

import dev.infill.deploy.demo.Latencies;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does something so many times a second, whether the last one has come back or not, and measures
 * each from the moment it was due: a wait of one then shows in all that came due meanwhile.
 */
final class OpenLoop implements AutoCloseable {
  /** One of the connections; used by one thread. */
  interface Client extends AutoCloseable {
    /** Does it once, for the n-th time. */
    void run(long n) throws SQLException;

    @Override
    void close() throws SQLException;
  }

  /** Makes a connection. */
  interface Clients {
    Client open() throws SQLException;
  }

  private final long began = System.nanoTime();
  private final long every;
  private final AtomicLong next = new AtomicLong();
  private final AtomicReference<Latencies> window = new AtomicReference<>(new Latencies());
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;
  private volatile @Nullable SQLException failure;

  private OpenLoop(int perSecond) {
    this.every = Duration.ofSeconds(1).toNanos() / perSecond;
  }

  /**
   * @param connections how many may wait at a time; more that are due wait for one of them
   */
  static OpenLoop start(int perSecond, int connections, Clients clients) throws SQLException {
    var loop = new OpenLoop(perSecond);
    var opened = new ArrayList<Client>();
    for (int i = 0; i < connections; i++) {
      opened.add(clients.open());
    }
    for (Client client : opened) {
      loop.threads.add(
          Thread.ofPlatform().name("application").daemon().start(() -> loop.run(client)));
    }
    return loop;
  }

  /** Begins another window, and returns what the last one held. */
  Latencies next() {
    return window.getAndSet(new Latencies());
  }

  /**
   * @throws SQLException when one of the doings failed
   */
  void check() throws SQLException {
    SQLException thrown = failure;
    if (thrown != null) {
      throw new SQLException("the application failed", thrown);
    }
  }

  @Override
  public void close() {
    stopping = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Client mine) {
    try (Client client = mine) {
      while (!stopping) {
        long n = next.getAndIncrement();
        long due = began + n * every;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        client.run(n);
        window.get().record(Duration.ofNanos(System.nanoTime() - due));
      }
    } catch (SQLException e) {
      failure = e;
    }
  }
}
