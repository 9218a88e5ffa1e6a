package dev.infill.common.message;

import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.SpecByEngine;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an operator asked, on {@code infill.commands}, keyed by migration. A command that comes
 * twice changes nothing.
 */
public sealed interface Command {
  /**
   * Begin. The same spec again is the same migration; another under its name is refused before it
   * gets here.
   *
   * @param spec what is asked of each shard; a table without a schema is where the shard has it
   * @param others what is asked in its place of the shards on these engines
   */
  record Submit(MigrationSpec spec, Fleet fleet, Optional<Map<Engine, MigrationSpec>> others)
      implements Command {
    /** The same on all shards. */
    public Submit(MigrationSpec spec, Fleet fleet) {
      this(spec, fleet, Optional.empty());
    }

    /** With what the fleet's engines need of it. */
    public static Submit of(SpecByEngine specs, Fleet fleet) {
      var spec = specs.of(fleet.shards().getFirst().engine());
      var others = new TreeMap<Engine, MigrationSpec>();
      for (var shard : fleet.shards()) {
        if (!specs.of(shard.engine()).equals(spec)) {
          others.put(shard.engine(), specs.of(shard.engine()));
        }
      }
      return new Submit(spec, fleet, others.isEmpty() ? Optional.empty() : Optional.of(others));
    }

    /** What is asked of one of the fleet's shards. */
    public MigrationSpec specOn(ShardAddress shard) {
      return fleet.adapt(
          others.flatMap(some -> Optional.ofNullable(some.get(shard.engine()))).orElse(spec),
          shard);
    }
  }

  record Pause() implements Command {}

  record Resume() implements Command {}

  record RollBack() implements Command {}

  /**
   * Go on to the indexes and constraints, where that waits for a person's approval.
   *
   * @param shard one of the migration's; empty for all that wait now
   */
  record Approve(Optional<ShardId> shard) implements Command {}

  /**
   * Work by other limits than the spec's, until another command of the kind.
   *
   * @param shard one of the migration's; empty for all of them
   */
  record Tune(Optional<ShardId> shard, Tuning tuning) implements Command {}
}
