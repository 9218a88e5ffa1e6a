package dev.infill.common.plan;

import dev.infill.common.message.Finding;
import java.util.List;
import java.util.Optional;

/**
 * All that a plan tells of one shard.
 *
 * @param findings errors first
 * @param table what was planned for; empty when an error refuses it, and then there is nothing else
 * @param statements in the order in which they will run; those over rows stand where they begin
 * @param touching what else uses the table
 * @param forecast what it will take; empty when no sample could be filled, and a finding says why
 */
public record ShardPlan(
    List<Finding> findings,
    Optional<TableFacts> table,
    List<PlannedStatement> statements,
    List<Touching> touching,
    Optional<Forecast> forecast) {
  public ShardPlan {
    findings = List.copyOf(findings);
    statements = List.copyOf(statements);
    touching = List.copyOf(touching);
  }

  /** A plan that an error refuses. */
  public static ShardPlan refused(List<Finding> findings) {
    return new ShardPlan(findings, Optional.empty(), List.of(), List.of(), Optional.empty());
  }

  /** Whether nothing stands against the migration on this shard. */
  public boolean accepted() {
    return table.isPresent();
  }
}
