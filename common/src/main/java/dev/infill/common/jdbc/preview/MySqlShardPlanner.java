package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.Failures;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.mysql.MySqlRehearsal;
import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.plan.ShardPlan;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.common.plan.TableFacts;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans over JDBC on MySQL. Keeps nothing between plans; may be used from many threads. */
public final class MySqlShardPlanner implements ShardPlanner {
  private static final Failures FAILURES = new Failures(new MySqlDialect());

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
    var statements = statements(planned);
    findings.add(
        FindingCode.NO_FORECAST.finding(
            "There is no forecast: no sample of the rows is filled on MySQL.",
            "Try the migration on a copy of the shard to see what it takes."));
    return new ShardPlan(
        findings, Optional.of(facts(planned)), statements, List.of(), Optional.empty());
  }

  private List<PlannedStatement> statements(PlannedShard shard) throws ShardFailure {
    try (var connection = connections.open(shard.shard(), SessionKind.SCHEMA)) {
      var steps = MySqlRehearsal.of(connections, connection, shard);
      return new RowPlan(new MySqlRowTexts(), shard, 0).among(steps);
    } catch (SQLException e) {
      throw FAILURES.ofSchema(
          e, false, "can't plan for " + shard.spec().table() + " on " + shard.shard().id());
    }
  }

  private static TableFacts facts(PlannedShard shard) {
    var plan = shard.plan();
    return new TableFacts(
        shard.shard().engine().title(),
        plan.serverVersion(),
        plan.rowEstimate(),
        plan.tableBytes(),
        plan.fill().key().stream().map(KeyColumn::name).toList(),
        plan.scatter().sentence());
  }
}
