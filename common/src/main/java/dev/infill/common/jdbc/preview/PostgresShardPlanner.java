package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.Failures;
import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.postgres.Db;
import dev.infill.common.jdbc.postgres.PostgresRehearsal;
import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.message.Finding;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.plan.Forecast;
import dev.infill.common.plan.ForecastRule;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.plan.ShardPlan;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans over JDBC. Keeps nothing between plans; may be used from many threads. */
public final class PostgresShardPlanner implements ShardPlanner {
  private static final int LONGEST_MILLIS = 30_000;
  private static final Failures FAILURES = new Failures(new PostgresDialect());

  private final ShardConnections connections;

  public PostgresShardPlanner(ShardConnections connections) {
    this.connections = connections;
  }

  @Override
  public ShardPlan plan(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    var surveyed = new PostgresSchemaStore(connections).survey(spec, shard);
    if (surveyed.plan().isEmpty()) {
      return ShardPlan.refused(surveyed.findings());
    }
    var id = new MigrationShard(spec.name(), shard.id());
    var planned = new PlannedShard(id, spec, shard, surveyed.plan().get());
    var findings = new ArrayList<Finding>(surveyed.findings());
    try (var connection = connections.open(shard, SessionKind.SCHEMA)) {
      var db = new Db(connection);
      db.execute("SET default_transaction_read_only = on");
      var statements = statements(db, planned);
      var touching = Surroundings.of(db, spec.table());
      var forecast = forecast(planned, Live.of(db, planned), statements, findings);
      return new ShardPlan(
          findings, Optional.of(PlannedFacts.of(planned)), statements, touching, forecast);
    } catch (SQLException e) {
      throw FAILURES.ofSchema(e, false, "can't plan for " + spec.table() + " on " + shard.id());
    }
  }

  /** In a session of its own, with which the copies of rows go. */
  private Optional<Forecast> forecast(
      PlannedShard shard, Live live, List<PlannedStatement> statements, List<Finding> findings)
      throws ShardFailure {
    try (var connection = connections.open(shard.shard(), SessionKind.READS)) {
      var db = new Db(connection);
      db.execute("SET statement_timeout = " + LONGEST_MILLIS);
      findings.addAll(Advice.of(db, shard));
      if (!shard.plan().fill().transformed().isEmpty()) {
        findings.add(PlannedFacts.none("There is no forecast: a plan does not run transforms."));
        return Optional.empty();
      }
      var sample = Sample.take(db, shard, live, statements);
      if (sample.isEmpty()) {
        findings.add(PlannedFacts.none("The table has no rows to take a sample of."));
      }
      return sample.map(facts -> ForecastRule.of(facts, live.facts()));
    } catch (SQLTimeoutException e) {
      findings.add(PlannedFacts.none("There is no forecast: the sample took over 30 s."));
      return Optional.empty();
    } catch (SQLException e) {
      var failure = FAILURES.ofSchema(e, false, "no sample of the rows could be filled");
      findings.add(PlannedFacts.none("There is no forecast: " + failure.getMessage() + "."));
      return Optional.empty();
    }
  }

  /** Those over rows stand where their phase begins. */
  private List<PlannedStatement> statements(Db db, PlannedShard shard) throws ShardFailure {
    var limits = shard.spec().limits();
    var steps = PostgresRehearsal.of(connections, db.connection(), shard);
    var rows =
        new RowPlan(
            new PostgresRowTexts(),
            shard,
            JdbcRowStores.lockTimeout(limits.lockTimeout()).toMillis());
    return rows.among(steps);
  }
}
