package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.shard.Signals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch over JDBC. */
final class PostgresWatch implements ShardWatch {
  /** Of each database, since they share the server; of nobody where we may not see others. */
  private static final String NOBODY =
      """
      SELECT count(*) = 0 FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND application_name NOT LIKE 'infill %'
         AND (state <> 'idle' OR state_change > clock_timestamp() - interval '1 second')
      HAVING pg_has_role('pg_read_all_stats', 'USAGE')
      """;

  /** How long nobody was seen before we are alone. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(PostgresWatch.class);

  private final ShardAddress shard;
  private final Connection connection;

  /** When somebody else was last seen at the server; taken for now when we begin to look. */
  private long seen = System.nanoTime();

  PostgresWatch(ShardAddress shard, Connection connection) {
    this.shard = shard;
    this.connection = connection;
  }

  @Override
  public Signals look(PlannedShard planned) throws ShardFailure {
    try {
      return Probe.signals(new Db(connection), planned);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public Felt feel(int commits, Duration every) throws ShardFailure, InterruptedException {
    var db = new Db(connection);
    var took = new ArrayList<Duration>();
    try {
      for (int i = 0; i < commits; i++) {
        Duration one = Probe.commit(db);
        took.add(one);
        // Each time, since a session may be there for one statement only.
        if (!db.holds(NOBODY)) {
          seen = System.nanoTime();
        }
        Thread.sleep(one.compareTo(every) < 0 ? every.minus(one) : Duration.ZERO);
      }
      return new Felt(took, System.nanoTime() - seen > ALONE.toNanos());
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a watch's connection did not close in order: shard={}", shard.id(), e);
    }
  }

  private ShardFailure failed(SQLException e) {
    return Steps.FAILURES.ofSchema(e, false, "can't probe on shard " + shard.id());
  }
}
