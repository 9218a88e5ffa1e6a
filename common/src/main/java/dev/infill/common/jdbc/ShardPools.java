package dev.infill.common.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
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
   * Closes the connections to a shard, those in use when they are given back, so that nothing of
   * ours is left there. Whoever asks later gets new ones.
   */
  public void letGo(ShardAddress shard) {
    var pool = pools.get(shard);
    if (pool != null) {
      pool.letGo();
    }
  }

  @Override
  public void close() {
    pools.values().forEach(Pool::close);
    pools.clear();
  }

  /** Opened when first used, and not kept when that fails. */
  private final class Pool {
    private final ShardAddress shard;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable Opened opened;

    private record Opened(HikariDataSource pool) {}

    Pool(ShardAddress shard) {
      this.shard = shard;
    }

    Session borrow() throws ShardFailure {
      var open = open();
      try {
        return new Session(open.pool().getConnection());
      } catch (SQLException e) {
        throw ShardConnections.refused(shard, e);
      }
    }

    private Opened open() throws ShardFailure {
      var before = opened;
      if (before != null) {
        return before;
      }
      opening.lock();
      try {
        var now = opened;
        if (now == null) {
          var source = connections.source(shard, SessionKind.ROWS);
          now = new Opened(pool(source));
          opened = now;
        }
        return now;
      } finally {
        opening.unlock();
      }
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

    void letGo() {
      var open = opened;
      if (open != null) {
        open.pool().getHikariPoolMXBean().softEvictConnections();
      }
    }

    void close() {
      var open = opened;
      if (open != null) {
        open.pool().close();
      }
    }
  }
}
