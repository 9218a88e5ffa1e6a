package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.Failures;
import dev.infill.common.jdbc.Queries;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.mysql.MySqlRehearsal;
import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.message.Finding;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.plan.Forecast;
import dev.infill.common.plan.MySqlForecastRule;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.plan.ShardPlan;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans over JDBC on MySQL. Keeps nothing between plans; may be used from many threads. */
public final class MySqlShardPlanner implements ShardPlanner {
  private static final Failures FAILURES = new Failures(new MySqlDialect());

  private static final String SIZES =
      """
      SELECT data_length, index_length, @@GLOBAL.binlog_row_image <> 'MINIMAL',
             (SELECT COUNT(*) FROM information_schema.columns c
               WHERE c.table_schema = t.table_schema AND c.table_name = t.table_name)
        FROM information_schema.tables t WHERE table_schema = ? AND table_name = ?
      """;

  private final ShardConnections connections;

  public MySqlShardPlanner(ShardConnections connections) {
    this.connections = connections;
  }

  @Override
  public ShardPlan plan(MigrationSpec spec, ShardAddress shard) throws ShardFailure {
    var surveyed = new MySqlSchemaStore(connections).survey(spec, shard);
    if (surveyed.plan().isEmpty()) {
      return ShardPlan.refused(surveyed.findings());
    }
    var id = new MigrationShard(spec.name(), shard.id());
    var planned = new PlannedShard(id, spec, shard, surveyed.plan().get());
    var findings = new ArrayList<Finding>(surveyed.findings());
    try (var connection = connections.open(shard, SessionKind.SCHEMA)) {
      var statements = statements(connection, planned);
      var touching = MySqlSurroundings.of(connection, spec.table());
      var live = live(connection, planned, statements);
      var forecast = forecast(planned, live, findings);
      return new ShardPlan(
          findings, Optional.of(PlannedFacts.of(planned)), statements, touching, forecast);
    } catch (SQLException e) {
      throw FAILURES.ofSchema(e, false, "can't plan for " + spec.table() + " on " + shard.id());
    }
  }

  private List<PlannedStatement> statements(Connection connection, PlannedShard shard)
      throws ShardFailure {
    var steps = MySqlRehearsal.of(connections, connection, shard);
    return new RowPlan(new MySqlRowTexts(), shard, 0).among(steps);
  }

  private static MySqlForecastRule.Live live(
      Connection connection, PlannedShard shard, List<PlannedStatement> statements)
      throws SQLException {
    var db = new Queries(connection);
    db.execute("SET SESSION information_schema_stats_expiry = 0");
    var plan = shard.plan();
    var table = plan.fill().table();
    return db.first(
            row ->
                new MySqlForecastRule.Live(
                    plan.rowEstimate(),
                    row.getLong(1),
                    row.getLong(2),
                    row.getInt(4) + plan.fill().columns().size(),
                    row.getBoolean(3),
                    (int) count(statements, "(?s)ALTER TABLE .* ADD (UNIQUE )?INDEX .*"),
                    (int) statements.stream().filter(s -> s.effect().rewrites()).count()),
            SIZES,
            table.schema(),
            table.table())
        .orElseThrow();
  }

  private static long count(List<PlannedStatement> statements, String pattern) {
    return statements.stream().filter(statement -> statement.sql().matches(pattern)).count();
  }

  /** In a session of its own, with which the copies of rows go. */
  private Optional<Forecast> forecast(
      PlannedShard shard, MySqlForecastRule.Live live, List<Finding> findings) throws ShardFailure {
    try (var connection = connections.open(shard.shard(), SessionKind.READS)) {
      findings.addAll(MySqlAdvice.of(connection, shard));
      if (!shard.plan().fill().transformed().isEmpty()) {
        findings.add(PlannedFacts.none("There is no forecast: a plan does not run transforms."));
        return Optional.empty();
      }
      var sample = MySqlSample.take(connection, shard);
      if (sample.isEmpty()) {
        findings.add(PlannedFacts.none("The table has no rows to take a sample of."));
      }
      return sample.map(facts -> MySqlForecastRule.of(facts, live));
    } catch (SQLTimeoutException e) {
      findings.add(PlannedFacts.none("There is no forecast: the sample took over 30 s."));
      return Optional.empty();
    } catch (SQLException e) {
      var failure = FAILURES.ofSchema(e, false, "no sample of the rows could be filled");
      findings.add(PlannedFacts.none("There is no forecast: " + failure.getMessage() + "."));
      return Optional.empty();
    }
  }
}
