package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.Key;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a schema's change on MySQL. Keeps no connection and no state between steps, but for
 * a watch, whose connection is its caller's; may be used from many threads.
 */
public final class MySqlSchemaStore implements SchemaStore {
  /** Together with smaller ranges where these take longer, within the two seconds of a cut. */
  private static final Duration COUNT_FOR = Duration.ofMillis(700);

  private final Steps steps;
  private final Duration countFor;

  /**
   * @param connections how to log in to the shards
   */
  public MySqlSchemaStore(ShardConnections connections) {
    this(connections, COUNT_FOR);
  }

  /**
   * @param connections how to log in to the shards
   * @param countFor how long the rows of the next ranges may be counted before a smaller range has
   *     to do; 0 for not at all
   */
  public MySqlSchemaStore(ShardConnections connections, Duration countFor) {
    this(new Steps(connections), countFor);
  }

  /** What steps execute goes to whatever these hand them. */
  MySqlSchemaStore(Steps steps) {
    this(steps, COUNT_FOR);
  }

  private MySqlSchemaStore(Steps steps, Duration countFor) {
    this.steps = steps;
    this.countFor = countFor;
  }

  /**
   * The hosts and ports that the replicas of a server report; one that does not begins with a
   * colon.
   */
  public static List<String> replicas(Connection connection) throws SQLException {
    return ReplicaLag.replicas(new Db(connection));
  }

  @Override
  public Surveyed survey(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    try (var replicas = new ReplicaLag(steps, shard)) {
      return steps.lookAtPrimary(
          shard,
          SessionKind.SCHEMA,
          "can't look at " + spec.table(),
          db -> Survey.of(db, spec, replicas));
    } catch (ShardFailure e) {
      if (!e.code().equals(ShardConnections.NOT_MYSQL)) {
        throw e;
      }
      return new Surveyed(
          List.of(
              FindingCode.ENGINE_NOT_SUPPORTED.finding(
                  e.getMessage() + ".",
                  "Name servers that run MySQL; the change capture that Infill uses does not read MariaDB's log.")),
          Optional.empty());
    }
  }

  @Override
  public void addColumn(PlannedShard shard) throws ShardFailure {
    steps.change(
        shard,
        "can't add the columns",
        db -> {
          Expand.addColumns(db, shard);
          // Already now: what commits take is listened to before the capture begins.
          CaptureSetup.makeMarks(db, shard);
        });
  }

  @Override
  public void lookAgain(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't look at the table again", db -> Ground.lookAgain(db, shard));
  }

  @Override
  public Optional<String> changed(PlannedShard shard) throws ShardFailure {
    return steps.lookAtPrimary(
        shard.shard(),
        SessionKind.SCHEMA,
        "can't compare server and table with what they were",
        db -> Ground.changed(db, shard));
  }

  @Override
  public void prepareCapture(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't prepare the capture", db -> CaptureSetup.prepare(db, shard));
  }

  @Override
  public void dropCapture(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't drop the capture", db -> CaptureSetup.drop(db, shard));
  }

  /** None: the server keeps its log as long as it is told, whatever a capture has read. */
  @Override
  public long retainedLog(PlannedShard shard) {
    return 0;
  }

  /** There is none that keeps anything. */
  @Override
  public void dropSlot(PlannedShard shard) {}

  /** The table that holds the capture's marks. */
  @Override
  public String slot(PlannedShard shard) {
    return CaptureSetup.marks(shard).table();
  }

  /** The same table: the server's log holds all tables, and nothing has to be published. */
  @Override
  public String publication(PlannedShard shard) {
    return slot(shard);
  }

  @Override
  public void emitBarrier(PlannedShard shard, String barrier) throws ShardFailure {
    steps.look(
        shard.shard(),
        SessionKind.SCHEMA,
        "can't emit a barrier",
        db -> {
          Barriers.emit(db, shard, barrier);
          return true;
        });
  }

  @Override
  public Cut cut(PlannedShard shard, Optional<Key> after, int ranges) throws ShardFailure {
    return steps.look(
        shard.shard(),
        SessionKind.READS,
        "can't cut ranges",
        db -> new Cutter(db, shard, countFor).cut(after, ranges));
  }

  @Override
  public void installBridge(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't install the bridge", db -> Bridge.install(db, shard));
  }

  @Override
  public void removeBridge(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't remove the bridge", db -> Bridge.remove(db, shard));
  }

  @Override
  public Offenders constrain(PlannedShard shard, String step) throws ShardFailure {
    return steps.answer(
        shard, "can't take the step " + step, db -> Constraints.take(db, shard, step));
  }

  @Override
  public void release(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't release", db -> CaptureSetup.drop(db, shard));
  }

  @Override
  public void rollBack(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't roll back", db -> Rollback.all(db, shard));
  }

  @Override
  public Optional<String> inTheWay(PlannedShard shard) throws ShardFailure {
    return steps.look(
        shard.shard(),
        SessionKind.SCHEMA,
        "can't see how the step goes",
        db -> StepWatch.ofStep(db, Steps.lockName(shard)));
  }

  @Override
  public ShardWatch watch(PlannedShard shard) throws ShardFailure {
    return new MySqlWatch(
        shard, steps.keep(shard.shard(), SessionKind.SCHEMA), new ReplicaLag(steps, shard.shard()));
  }

  /** Never asked for: no look at the server finds dead rows. */
  @Override
  public void vacuum(PlannedShard shard, String relation) throws ShardFailure {
    throw notSupported("vacuuming");
  }

  private static ShardFailure notSupported(String what) {
    return new ShardFailure(
        FailureKind.PERMANENT, "infill.not-supported", what + " is not supported on MySQL");
  }
}
