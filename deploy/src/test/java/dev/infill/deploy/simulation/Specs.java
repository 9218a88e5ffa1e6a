package dev.infill.deploy.simulation;

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
import dev.infill.common.spec.ShardTerms;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WindowsSpec.Window;
import dev.infill.common.spec.WritersSpec;
import dev.infill.deploy.simulation.Scenario.Second;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** What a scenario's operators submit. */
record Specs(Scenario scenario) {
  static final MigrationId FIRST = new MigrationId("users-email");
  static final MigrationId SECOND = new MigrationId("a-second");

  private static final TableName TABLE = new TableName("public", "users");
  private static final TableName OTHER_TABLE = new TableName("public", "orders");

  /** As much as a chunk may write; see the dispatch. */
  private static final long CHUNK_BYTES = 32L << 20;

  private static final WindowsSpec WINDOWS =
      windows(
          window("12:00:05", "12:00:10"),
          window("12:00:30", "12:00:45"),
          window("12:01:20", "12:00:00"));

  private static final WindowsSpec OTHER_WINDOWS =
      windows(window("12:00:08", "12:00:30"), window("12:00:50", "12:00:00"));

  /** All of them, in the order in which they are submitted. */
  List<MigrationSpec> all() {
    var first = spec(FIRST, TABLE, "email_lower", List.of(), ScheduleSpec.USUAL_PRIORITY);
    return switch (scenario.second()) {
      case NONE -> List.of(first);
      case AFTER ->
          List.of(first, second(OTHER_TABLE, List.of(FIRST), ScheduleSpec.USUAL_PRIORITY));
      case ON_THE_TABLE -> List.of(first, second(TABLE, List.of(), ScheduleSpec.USUAL_PRIORITY));
      case BESIDE -> List.of(first, second(OTHER_TABLE, List.of(), scenario.priority()));
    };
  }

  private MigrationSpec second(TableName table, List<MigrationId> after, int priority) {
    return spec(SECOND, table, "total", after, priority);
  }

  private MigrationSpec spec(
      MigrationId name, TableName table, String column, List<MigrationId> after, int priority) {
    var limits =
        new LimitsSpec(
            scenario.rangesInFlight(),
            scenario.rangeRows(),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            LimitsSpec.Scattering.OFF,
            scenario.paced() ? PaceSpec.DEFAULT : PaceSpec.OFF,
            LimitsSpec.Vacuum.NEVER,
            false);
    var notNull = new ConstraintsSpec(true, Optional.empty(), Optional.empty());
    var added = new ColumnSpec(column, "integer", "f(source)", Sync.DERIVED, notNull);
    var quiet = Duration.ofSeconds(3);
    var writers =
        new WritersSpec(scenario.gate(), quiet, 2, scenario.bridge(), scenario.approval());
    var schedule =
        new ScheduleSpec(
            scenario.windows() ? WINDOWS : WindowsSpec.ALWAYS,
            scenario.rollout(),
            after,
            priority,
            Optional.empty());
    return new MigrationSpec(name, table, List.of(added), List.of(), writers, limits)
        .with(limits, schedule);
  }

  /** What the fleet says of a shard: each third one has windows of its own. */
  ShardTerms terms(int shard) {
    boolean own = scenario.windows() && shard % 3 == 1;
    boolean shares = scenario.second() == Second.BESIDE;
    return new ShardTerms(
        List.of(),
        Optional.empty(),
        shares ? Optional.of(scenario.rangesInFlight()) : Optional.empty(),
        own ? Optional.of(OTHER_WINDOWS) : Optional.empty(),
        Optional.empty());
  }

  /** What is learned of a table before anything is changed. */
  TablePlan plan(MigrationSpec spec) {
    var fill =
        ColumnFill.of(
            spec.table(),
            List.of(new KeyColumn("id", "integer")),
            spec.columns().getFirst().name(),
            "integer",
            "f(source)",
            Sync.DERIVED);
    return new TablePlan(
        fill,
        1,
        CHUNK_BYTES / scenario.chunkRows(),
        "simulated",
        scenario.ownWrites(),
        "",
        Scatter.off("it is simulated"),
        List.of());
  }

  private static WindowsSpec windows(Window... windows) {
    return new WindowsSpec(List.of(windows), List.of(), ZoneOffset.UTC);
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
