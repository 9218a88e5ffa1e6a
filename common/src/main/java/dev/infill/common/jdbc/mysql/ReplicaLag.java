package dev.infill.common.jdbc.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * How far the slowest replica is behind. A server does not know that of its replicas, so each has
 * to be asked itself; where one can't be, nothing is known.
 */
final class ReplicaLag {
  /** Those that registered; a capture such as ours does so without a port. */
  private static final String REPLICAS_BEFORE_8_0_22 = "SHOW SLAVE HOSTS";

  Optional<Duration> now(Db db) throws SQLException {
    boolean anybody =
        !db.list(
                row -> row.getLong(1),
                db.version().atLeast(8, 0, 22) ? "SHOW REPLICAS" : REPLICAS_BEFORE_8_0_22)
            .isEmpty();
    return anybody ? Optional.empty() : Optional.of(Duration.ZERO);
  }
}
