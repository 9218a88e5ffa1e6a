package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Finding;
import dev.infill.common.message.TablePlan;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.coordinator.lifecycle.ShardMigration.Blocked;
import dev.infill.coordinator.lifecycle.ShardMigration.Paced;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The parts of a {@link ShardMigration}, to make another that differs in some of them. */
final class Draft {
  private final MigrationShard id;
  private final MigrationSpec spec;
  private final ShardAddress shard;
  private final Instant submittedAt;
  Optional<TablePlan> plan;
  List<Finding> findings;
  ShardState state;
  Tally tally;
  Paced pace;
  int walks;
  int barriers;
  List<PhaseEntered> phases;
  Optional<Blocked> blocked;
  Optional<Tuning> tuned;
  Optional<Turn> turn;

  Draft(ShardMigration from) {
    this.id = from.id();
    this.spec = from.spec();
    this.shard = from.shard();
    this.submittedAt = from.submittedAt();
    this.plan = from.plan();
    this.findings = from.findings();
    this.state = from.state();
    this.tally = from.tally();
    this.pace = from.pace();
    this.walks = from.walks();
    this.barriers = from.barriers();
    this.phases = from.phases();
    this.blocked = from.blocked();
    this.tuned = from.tuned();
    this.turn = from.turn();
  }

  ShardMigration made() {
    return new ShardMigration(
        id,
        spec,
        shard,
        submittedAt,
        plan,
        findings,
        state,
        tally,
        pace,
        walks,
        barriers,
        phases,
        blocked,
        tuned,
        turn);
  }
}
