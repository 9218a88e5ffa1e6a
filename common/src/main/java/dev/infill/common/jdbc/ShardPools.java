package dev.infill.common.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A small pool of connections for each shard, opened when first asked for. An idle connection is
 * closed after a while, so a shard without work costs nothing. May be used from many threads.
 */
public final class ShardPools implements AutoCloseable {
  private static final long WAIT_MILLIS = 10_000;
  private static final long IDLE_MILLIS = 30_000;

  /** How long a pool that is let go of waits for its connections to be given back: two seconds. */
  private static final int TRIES = 40;

  private static final long TRY_MILLIS = 50;

  private final ShardConnections connections;
  private final int most;
  private final Map<ShardAddress, Pool> pools = new ConcurrentHashMap<>();

  /**
   * @param most connections to one shard at a time, at least 1
   */
  public ShardPools(ShardConnections connections, int most) {
    this.connections = connections;
    this.most = most;
  }

  /** A connection from the pool, in autocommit. */
  record Session(Connection connection) implements AutoCloseable {
    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }

  /**
   * Borrows a connection; closing it gives it back.
   *
   * @throws ShardFailure when there is none within ten seconds, or the server refuses
   */
  Session borrow(ShardAddress shard) throws ShardFailure {
    return pools.computeIfAbsent(shard, Pool::new).borrow();
  }

  /**
   * Closes the connections to a shard, those in use when they are given back, and opens no other,
   * so that nothing of ours is left there nor comes anew: a session may make itself an origin,
   * which nobody would drop.
   */
  public void letGo(ShardAddress shard) {
    pools.computeIfAbsent(shard, Pool::new).letGo();
  }

  /** Opens connections to a shard again that was let go of. */
  public void welcome(ShardAddress shard) {
    pools.computeIfAbsent(shard, Pool::new).welcome();
  }

  @Override
  public void close() {
    pools.values().forEach(Pool::close);
    pools.clear();
  }

  /** Opened when first used, and not kept when that fails. */
  private final class Pool {
    private final ShardAddress shard;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable HikariDataSource opened;
    private volatile boolean gone;

    Pool(ShardAddress shard) {
      this.shard = shard;
    }

    Session borrow() throws ShardFailure {
      var open = open();
      try {
        return new Session(open.getConnection());
      } catch (SQLException e) {
        throw gone ? isGone() : ShardConnections.refused(shard, e);
      }
    }

    private HikariDataSource open() throws ShardFailure {
      var before = opened;
      if (before != null) {
        return before;
      }
      changing.lock();
      try {
        if (gone) {
          throw isGone();
        }
        var now = opened;
        if (now == null) {
          now = pool(connections.source(shard, SessionKind.ROWS));
          opened = now;
        }
        return now;
      } finally {
        changing.unlock();
      }
    }

    private ShardFailure isGone() {
      return new ShardFailure(
          FailureKind.TRANSIENT,
          "infill.let-go",
          "no migration works on shard " + shard.id() + " any more");
    }

    private HikariDataSource pool(DataSource source) throws ShardFailure {
      var config = new HikariConfig();
      config.setPoolName("infill " + shard.id());
      config.setDataSource(source);
      config.setMaximumPoolSize(most);
      config.setMinimumIdle(0);
      config.setConnectionTimeout(WAIT_MILLIS);
      config.setIdleTimeout(IDLE_MILLIS);
      try {
        return new HikariDataSource(config);
      } catch (PoolInitializationException e) {
        throw ShardConnections.refused(shard, cause(e));
      }
    }

    private static SQLException cause(PoolInitializationException e) {
      return e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getMessage(), e);
    }

    /** Evicting would not be enough: a login under way would come to be idle in the pool later. */
    void letGo() {
      changing.lock();
      try {
        gone = true;
        var open = opened;
        if (open != null) {
          opened = null;
          Thread.ofVirtual().name("let-go " + shard.id()).start(() -> end(open));
        }
      } finally {
        changing.unlock();
      }
    }

    void welcome() {
      changing.lock();
      try {
        gone = false;
      } finally {
        changing.unlock();
      }
    }

    /** What is in use is given back within a moment; a pool that is closed earlier cuts it off. */
    private static void end(HikariDataSource pool) {
      var connections = pool.getHikariPoolMXBean();
      connections.softEvictConnections();
      try {
        for (int i = 0; i < TRIES && connections.getActiveConnections() > 0; i++) {
          Thread.sleep(TRY_MILLIS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      pool.close();
    }

    void close() {
      var open = opened;
      if (open != null) {
        open.close();
      }
    }
  }
}
