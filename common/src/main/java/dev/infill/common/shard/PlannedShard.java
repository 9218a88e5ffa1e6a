package dev.infill.common.shard;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.spec.MigrationSpec;

/** A migration on a shard with its plan: what each step of the schema's change needs to know. */
public record PlannedShard(
    MigrationShard id, MigrationSpec spec, ShardAddress shard, TablePlan plan) {}
