package dev.infill.deploy.simulation;

import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.RolloutSpec;
import dev.infill.common.spec.RolloutSpec.HaltOn;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What follows from a seed before the first step: the migrations, the cluster, and how much goes
 * wrong.
 *
 * @param rollout by which the shards begin; all at once where it is empty
 * @param second how another migration has to do with the first
 * @param priority of the other one
 * @param rows of each shard's table at the beginning
 * @param chunkRows most rows of a chunk
 * @param transform whether values are computed in the worker, and compared and set
 * @param slotKeeps whether the server keeps the capture's position, and lets only one read
 * @param budget after which a worker gives a range's rest back
 * @param trouble in percent, how often what may go wrong does
 * @param troubledFrom the phase in which the trouble begins, on the first shard that comes there
 * @param troubled how many steps there is trouble
 * @param hot in percent, of how many keys the application writes any
 * @param aware in percent, how much of the application knows the column before its new version is
 *     deployed
 * @param stragglers in percent, how much of it does not even then, where nothing keeps it out
 */
record Scenario(
    long seed,
    int shards,
    Optional<RolloutSpec> rollout,
    Second second,
    int priority,
    int workers,
    int rows,
    int rangeRows,
    int chunkRows,
    int rangesInFlight,
    Gate gate,
    Bridge bridge,
    boolean approval,
    OwnWrites ownWrites,
    boolean transform,
    boolean slotKeeps,
    boolean windows,
    boolean paced,
    Duration budget,
    int trouble,
    String troubledFrom,
    int troubled,
    int hot,
    int aware,
    int stragglers) {
  /** Another migration of the same fleet. */
  enum Second {
    /** There is none. */
    NONE,
    /** It comes after the first, as its spec says. */
    AFTER,
    /** It is on the same table, so one waits for the other on each shard. */
    ON_THE_TABLE,
    /** It is on another table, and shares the shard's ranges with the first. */
    BESIDE
  }

  /** In percent of the shards. */
  private static final List<List<Integer>> WAVES =
      List.of(List.of(100), List.of(50, 100), List.of(34, 67, 100));

  static Scenario of(long seed) {
    var random = new Random(seed);
    int kind = random.nextInt(10);
    boolean inWaves = kind < 2;
    boolean two = kind == 2 || kind == 3;
    int shards = inWaves ? 3 + random.nextInt(3) : 1 + random.nextInt(2);
    Second second =
        two ? any(List.of(Second.AFTER, Second.ON_THE_TABLE, Second.BESIDE), random) : Second.NONE;
    return new Scenario(
        seed,
        shards,
        inWaves ? Optional.of(rollout(shards, random)) : Optional.empty(),
        second,
        random.nextInt(10),
        1 + random.nextInt(3),
        // Two that share have to be at work at the same time for a while.
        second == Second.BESIDE ? 20 + random.nextInt(20) : random.nextInt(inWaves ? 6 : 12),
        2 + random.nextInt(8),
        1 + random.nextInt(4),
        1 + random.nextInt(3),
        any(List.of(Gate.values()), random),
        any(List.of(Bridge.values()), random),
        random.nextInt(4) == 0,
        any(List.of(OwnWrites.values()), random),
        random.nextInt(3) == 0,
        random.nextBoolean(),
        random.nextInt(8) == 0,
        random.nextBoolean(),
        random.nextBoolean() ? Duration.ofMillis(20) : Duration.ofSeconds(10),
        random.nextInt(30),
        random.nextBoolean() ? "Planned" : any(Phases.LATE, random),
        random.nextInt(700),
        any(List.of(15, 50, 100), random),
        50 * random.nextInt(3),
        any(List.of(0, 10, 30), random));
  }

  private static RolloutSpec rollout(int shards, Random random) {
    var canary = Stream.generate(() -> shard(random.nextInt(shards))).limit(random.nextInt(3));
    return new RolloutSpec(
        canary.distinct().toList(),
        any(WAVES, random),
        Duration.ofSeconds(random.nextInt(6)),
        new HaltOn(1 + random.nextInt(2), 1));
  }

  static ShardId shard(int number) {
    return new ShardId("s" + number);
  }

  private static <T> T any(List<T> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }
}
