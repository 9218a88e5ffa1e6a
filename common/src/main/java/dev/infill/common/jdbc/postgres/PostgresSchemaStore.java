package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.postgres.ObjectNames.Kind;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.Engine;
import dev.infill.common.model.Key;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The steps of a schema's change on PostgreSQL. Keeps no connection and no state between steps, but
 * for a watch, whose connection is its caller's; may be used from many threads.
 */
public final class PostgresSchemaStore implements SchemaStore {
  /**
   * Leaves a sample, and a busy machine, the greater part of the two seconds that a cut may take.
   */
  private static final Duration COUNT_FOR = Duration.ofMillis(700);

  private final Steps steps;
  private final Duration countFor;

  /**
   * @param connections how to log in to the shards
   */
  public PostgresSchemaStore(ShardConnections connections) {
    this(connections, COUNT_FOR);
  }

  /**
   * @param connections how to log in to the shards
   * @param countFor how long the rows of the next ranges may be counted before a sample of the
   *     table has to do; 0 for not at all
   */
  public PostgresSchemaStore(ShardConnections connections, Duration countFor) {
    this(new Steps(connections), countFor);
  }

  PostgresSchemaStore(Steps steps) {
    this(steps, COUNT_FOR);
  }

  private PostgresSchemaStore(Steps steps, Duration countFor) {
    this.steps = steps;
    this.countFor = countFor;
  }

  @Override
  public Surveyed survey(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    if (shard.engine() != Engine.POSTGRESQL) {
      return new Surveyed(
          List.of(
              FindingCode.ENGINE_NOT_SUPPORTED.finding(
                  "Shard %s is a %s server.".formatted(shard.id(), shard.engine()),
                  "Name shards that run PostgreSQL.")),
          Optional.empty());
    }
    try {
      return look(spec, shard);
    } catch (ShardFailure e) {
      if (!e.code().equals(ShardConnections.POOLED)) {
        throw e;
      }
      return new Surveyed(
          List.of(
              FindingCode.POOLED_CONNECTIONS.finding(
                  "The connection to shard %s goes through a connection pooler, such as PgBouncer."
                      .formatted(shard.id()),
                  "Name the server's own host and port in the fleet.")),
          Optional.empty());
    }
  }

  private Surveyed look(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    String doing = "can't look at " + spec.table();
    var surveyed = steps.lookAtPrimary(shard, SessionKind.SCHEMA, doing, db -> Survey.of(db, spec));
    return surveyed.plan().isEmpty()
        ? surveyed
        : steps.look(shard, SessionKind.READS, doing, db -> guarded(db, surveyed));
  }

  /** The statements over rows are planned in a session like those that will run them. */
  private static Surveyed guarded(Db db, Surveyed surveyed) throws SQLException {
    var plan = surveyed.plan().orElseThrow();
    var findings = new Findings();
    IndexGuard.look(db, plan.fill(), plan.rowEstimate(), findings);
    LookupGuard.look(db, plan.fill(), findings);
    return findings.refused()
        ? new Surveyed(
            Stream.concat(findings.all().stream(), surveyed.findings().stream()).toList(),
            Optional.empty())
        : surveyed;
  }

  @Override
  public void addColumn(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't add the columns", db -> Expand.addColumns(db, shard));
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

  @Override
  public long retainedLog(PlannedShard shard) throws ShardFailure {
    return steps.look(
        shard.shard(),
        SessionKind.SCHEMA,
        "can't see how much log is kept",
        db -> Probe.retainedLog(db, shard));
  }

  @Override
  public void dropSlot(PlannedShard shard) throws ShardFailure {
    steps.change(shard, "can't drop the slot", db -> CaptureSetup.giveUpSlot(db, shard));
  }

  @Override
  public String slot(PlannedShard shard) {
    return ObjectNames.of(Kind.SLOT, shard.id());
  }

  @Override
  public String publication(PlannedShard shard) {
    return ObjectNames.of(Kind.PUBLICATION, shard.id());
  }

  @Override
  public void emitBarrier(PlannedShard shard, String barrier) throws ShardFailure {
    steps.look(
        shard.shard(),
        SessionKind.SCHEMA,
        "can't emit a barrier",
        db -> {
          Barriers.emit(db, shard.id(), barrier);
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
    steps.change(
        shard,
        "can't release",
        db -> {
          CaptureSetup.drop(db, shard);
          Origins.drop(db);
        });
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
    return new PostgresWatch(shard.shard(), steps.keep(shard.shard(), SessionKind.SCHEMA));
  }

  @Override
  public void vacuum(PlannedShard shard, String relation) throws ShardFailure {
    String doing = "can't vacuum " + relation;
    steps.look(
        shard.shard(),
        SessionKind.SCHEMA,
        doing,
        watch ->
            steps.look(
                shard.shard(),
                SessionKind.SCHEMA,
                doing,
                db -> {
                  new OwnVacuum(db, watch, shard.spec().limits().lockTimeout()).run(relation);
                  return true;
                }));
  }
}
