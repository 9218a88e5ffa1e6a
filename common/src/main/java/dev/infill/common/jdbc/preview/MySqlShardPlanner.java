package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.plan.ShardPlan;
import dev.infill.common.plan.ShardPlanner;
import dev.infill.common.plan.TableFacts;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans over JDBC on MySQL. Keeps nothing between plans; may be used from many threads. */
public final class MySqlShardPlanner implements ShardPlanner {
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
    findings.add(
        FindingCode.NO_FORECAST.finding(
            "There is no forecast: no sample of the rows is filled on MySQL.",
            "Try the migration on a copy of the shard to see what it takes."));
    return new ShardPlan(
        findings, Optional.of(facts(planned)), statements(planned), List.of(), Optional.empty());
  }

  /** Those over rows. */
  private static List<PlannedStatement> statements(PlannedShard shard) {
    var rows = new RowPlan(new MySqlRowTexts(), shard, 0);
    var all = new ArrayList<>(rows.backfilling());
    all.addAll(rows.reconciling());
    return all;
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
