package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the slowest replica is behind. A server does not know that of its replicas, so each that
 * registered is asked itself, as the shard's user, at the host that it reports; where one can't be,
 * nothing is known. Our own capture does not register. Not safe for threads.
 */
final class ReplicaLag implements AutoCloseable {
  /** So long a replica that could not be asked is let alone: trying takes time. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(ReplicaLag.class);

  private final Steps steps;
  private final ShardAddress shard;
  private final Map<String, Connection> open = new HashMap<>();
  private final Map<String, Long> refused = new HashMap<>();

  ReplicaLag(Steps steps, ShardAddress shard) {
    this.steps = steps;
    this.shard = shard;
  }

  Optional<Duration> now(Db db) throws SQLException {
    var worst = Duration.ZERO;
    for (String replica : replicas(db)) {
      var lag = ask(replica);
      if (lag.isEmpty()) {
        return Optional.empty();
      }
      worst = lag.get().compareTo(worst) > 0 ? lag.get() : worst;
    }
    return Optional.of(worst);
  }

  /** Where they are; a host that one does not report is empty. */
  static List<String> replicas(Db db) throws SQLException {
    return db.list(
        row -> row.getString(2) + ":" + row.getInt(3),
        db.version().atLeast(8, 0, 22) ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS");
  }

  private Optional<Duration> ask(String replica) {
    long now = System.nanoTime();
    if (replica.startsWith(":")
        || now - refused.getOrDefault(replica, now - PAUSE.toNanos()) < PAUSE.toNanos()) {
      return Optional.empty();
    }
    try {
      var connection = open.get(replica);
      if (connection == null) {
        connection = steps.keep(at(replica), SessionKind.SCHEMA);
        open.put(replica, connection);
      }
      return lag(new Db(connection));
    } catch (SQLException | ShardFailure e) {
      LOG.debug("a replica can't be asked: shard={} replica={}", shard.id(), replica, e);
      refused.put(replica, now);
      end(open.remove(replica));
      return Optional.empty();
    }
  }

  /** Nothing while one of its threads stands still. */
  private static Optional<Duration> lag(Db db) throws SQLException {
    boolean renamed = db.version().atLeast(8, 0, 22);
    var lags =
        db.list(
            row -> {
              long seconds =
                  row.getLong(renamed ? "Seconds_Behind_Source" : "Seconds_Behind_Master");
              return row.wasNull()
                  ? Optional.<Duration>empty()
                  : Optional.of(Duration.ofSeconds(seconds));
            },
            renamed ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS");
    return lags.stream().allMatch(Optional::isPresent)
        ? lags.stream().map(Optional::orElseThrow).max(Duration::compareTo)
        : Optional.empty();
  }

  private ShardAddress at(String replica) {
    return new ShardAddress(
        shard.id(),
        shard.engine(),
        shard.url().replaceFirst("^jdbc:mysql:(?:\\w+:)?//[^/?]*", "jdbc:mysql://" + replica),
        shard.user(),
        shard.password());
  }

  private void end(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("a replica's connection did not close in order: shard={}", shard.id(), e);
    }
  }

  @Override
  public void close() {
    open.values().forEach(this::end);
  }
}
