package dev.infill.common.jdbc.mysql;

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
final class MySqlWatch implements ShardWatch {
  /** The server tells how long a session idles in whole seconds. */
  private static final String NOBODY =
      """
      SELECT COUNT(*) = 0
        FROM performance_schema.threads t
        LEFT JOIN performance_schema.session_connect_attrs a
          ON a.processlist_id = t.processlist_id AND a.attr_name = 'program_name'
       WHERE t.type = 'FOREGROUND' AND t.processlist_id <> CONNECTION_ID()
         AND t.processlist_command NOT IN ('Daemon', 'Binlog Dump', 'Binlog Dump GTID')
         AND COALESCE(a.attr_value, '') NOT LIKE 'infill %'
         AND (t.processlist_command <> 'Sleep' OR t.processlist_time < 2)
      """;

  /** How long nobody was seen before we are alone. */
  private static final Duration ALONE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(MySqlWatch.class);

  private final PlannedShard shard;
  private final Connection connection;
  private final LogBytes log = new LogBytes();
  private final ReplicaLag replicas;
  private final SemiSync semiSync = new SemiSync();
  private boolean seesOthers = true;

  /** When somebody else was last seen at the server; taken for now when we begin to look. */
  private long seen = System.nanoTime();

  MySqlWatch(PlannedShard shard, Connection connection, ReplicaLag replicas) {
    this.shard = shard;
    this.connection = connection;
    this.replicas = replicas;
  }

  @Override
  public Signals look(PlannedShard planned) throws ShardFailure {
    try {
      return new Probe(new Db(connection), planned, log, replicas, semiSync).signals();
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
        Duration one = Probe.commit(db, shard);
        took.add(one);
        // Each time, since a session may be there for one statement only.
        if (!nobody(db)) {
          seen = System.nanoTime();
        }
        Thread.sleep(one.compareTo(every) < 0 ? every.minus(one) : Duration.ZERO);
      }
      return new Felt(took, System.nanoTime() - seen > ALONE.toNanos());
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private boolean nobody(Db db) throws SQLException {
    if (!seesOthers) {
      return false;
    }
    try {
      return db.holds(NOBODY);
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) {
        throw e;
      }
      seesOthers = false;
      return false;
    }
  }

  @Override
  public void close() {
    replicas.close();
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("a watch's connection did not close in order: shard={}", shard.shard().id(), e);
    }
  }

  private ShardFailure failed(SQLException e) {
    return Steps.FAILURES.ofSchema(e, false, "can't probe on shard " + shard.shard().id());
  }
}
