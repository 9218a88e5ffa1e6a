package dev.infill.common.spec;

import dev.infill.common.model.Engine;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A migration as its file asks for it: what it is on each engine.
 *
 * @param specs of the engines for which the file says all that it has to, at least one
 * @param lacks of the others, what is missing
 */
public record SpecByEngine(Map<Engine, MigrationSpec> specs, Map<Engine, List<SpecProblem>> lacks) {
  public SpecByEngine {
    if (specs.isEmpty()) {
      throw new IllegalArgumentException("a migration is for one engine at least");
    }
    specs = new TreeMap<>(specs);
    lacks = new TreeMap<>(lacks);
  }

  public MigrationId name() {
    return any().name();
  }

  /** One of them, for what is the same on all engines. */
  public MigrationSpec any() {
    return specs.values().iterator().next();
  }

  /**
   * What the file asks for on this engine; tables may still be without their schema.
   *
   * @throws IllegalArgumentException when it does not say all
   */
  public MigrationSpec of(Engine engine) {
    var spec = specs.get(engine);
    if (spec == null) {
      throw new IllegalArgumentException(name() + " is not for " + engine.title());
    }
    return spec;
  }

  /**
   * What the file asks for on this shard.
   *
   * @throws IllegalArgumentException when {@link #problems} has something to say of the shard
   */
  public MigrationSpec on(ShardAddress shard) {
    return of(shard.engine()).on(shard);
  }

  /**
   * What the file asks for on a shard of a fleet, with what the fleet says of it.
   *
   * @throws IllegalArgumentException when {@link #problems} has something to say of the shard
   */
  public MigrationSpec on(Fleet fleet, ShardAddress shard) {
    return fleet.adapt(of(shard.engine()), shard);
  }

  /**
   * Why it can't be had on a fleet: texts that are missing for one of the fleet's engines, and
   * shards that don't say where a table is that is written without its schema.
   *
   * @param fleetFile the fleet's file as the operator named it
   */
  public List<SpecProblem> problems(String fleetFile, Fleet fleet) {
    var problems = new ArrayList<SpecProblem>();
    fleet.shards().stream()
        .map(ShardAddress::engine)
        .distinct()
        .forEach(engine -> problems.addAll(lacks.getOrDefault(engine, List.of())));
    var ids = fleet.shards().stream().map(ShardAddress::id).toList();
    any().schedule().rollout().stream()
        .flatMap(rollout -> rollout.canary().stream())
        .filter(canary -> !ids.contains(canary))
        .forEach(canary -> problems.add(noCanary(fleetFile, canary)));
    for (int i = 0; i < fleet.shards().size(); i++) {
      var shard = fleet.shards().get(i);
      var spec = specs.get(shard.engine());
      if (spec != null && spec.leavesSchemaOpen() && shard.schema().isEmpty()) {
        problems.add(
            new SpecProblem(
                fleetFile,
                0,
                "shards[" + i + "].url",
                "names no database, and the migration's table is written without one.",
                "Write jdbc:mysql://host:port/database, or the table as database.table."));
      }
    }
    return List.copyOf(problems);
  }

  private static SpecProblem noCanary(String fleetFile, ShardId canary) {
    return new SpecProblem(
        fleetFile,
        0,
        "shards",
        "have no '" + canary.name() + "', which the migration's rollout.canary names.",
        "Name a shard of the fleet there.");
  }
}
