package dev.infill.deploy.simulation;

import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.PaceSpec;
import dev.infill.common.spec.ScheduleSpec;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WindowsSpec.Window;
import dev.infill.common.spec.WritersSpec;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What follows from a seed before the first step: the migration, the cluster, and how much goes
 * wrong.
 *
 * @param rows of each shard's table at the beginning
 * @param chunkRows most rows of a chunk
 * @param transform whether values are computed in the worker, and compared and set
 * @param slotKeeps whether the server keeps the capture's position, and lets only one read
 * @param budget after which a worker gives a range's rest back
 * @param trouble in percent, how often what may go wrong does
 * @param troubled how many steps there is trouble
 * @param aware in percent, how much of the application knows the column meanwhile
 */
record Scenario(
    long seed,
    int shards,
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
    int troubled,
    int aware) {
  static final MigrationId MIGRATION = new MigrationId("users-email");
  private static final TableName TABLE = new TableName("public", "users");

  /** As much as a chunk may write; see the dispatch. */
  private static final long CHUNK_BYTES = 32L << 20;

  private static final WindowsSpec WINDOWS =
      new WindowsSpec(
          List.of(
              window("12:00:05", "12:00:10"),
              window("12:00:30", "12:00:45"),
              window("12:01:20", "12:00:00")),
          List.of(),
          ZoneOffset.UTC);

  static Scenario of(long seed) {
    var random = new Random(seed);
    return new Scenario(
        seed,
        1 + random.nextInt(2),
        1 + random.nextInt(3),
        random.nextInt(12),
        2 + random.nextInt(8),
        1 + random.nextInt(4),
        1 + random.nextInt(3),
        any(Gate.values(), random),
        any(Bridge.values(), random),
        random.nextInt(4) == 0,
        any(OwnWrites.values(), random),
        random.nextInt(3) == 0,
        random.nextBoolean(),
        random.nextInt(8) == 0,
        random.nextBoolean(),
        random.nextBoolean() ? Duration.ofMillis(20) : Duration.ofSeconds(10),
        random.nextInt(30),
        random.nextInt(700),
        50 * random.nextInt(3));
  }

  private static <T> T any(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  MigrationSpec spec() {
    var limits =
        new LimitsSpec(
            rangesInFlight,
            rangeRows,
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            LimitsSpec.Scattering.OFF,
            paced ? PaceSpec.DEFAULT : PaceSpec.OFF,
            LimitsSpec.Vacuum.NEVER,
            false);
    var notNull = new ConstraintsSpec(true, Optional.empty(), Optional.empty());
    var column = new ColumnSpec("email_lower", "integer", "f(email)", Sync.DERIVED, notNull);
    var writers = new WritersSpec(gate, Duration.ofSeconds(3), 2, bridge, approval);
    return new MigrationSpec(MIGRATION, TABLE, List.of(column), List.of(), writers, limits)
        .with(limits, windows ? ScheduleSpec.NONE.with(WINDOWS) : ScheduleSpec.NONE);
  }

  TablePlan plan(MigrationSpec spec) {
    var fill =
        ColumnFill.of(
            TABLE,
            List.of(new KeyColumn("id", "integer")),
            spec.columns().getFirst().name(),
            "integer",
            "f(email)",
            Sync.DERIVED);
    return new TablePlan(
        fill,
        1,
        CHUNK_BYTES / chunkRows,
        "simulated",
        ownWrites,
        "",
        Scatter.off("it is simulated"),
        List.of());
  }

  private static Window window(String from, String to) {
    return new Window(
        EnumSet.allOf(DayOfWeek.class),
        LocalTime.parse(from),
        LocalTime.parse(to),
        ZoneOffset.UTC,
        Optional.empty());
  }
}
