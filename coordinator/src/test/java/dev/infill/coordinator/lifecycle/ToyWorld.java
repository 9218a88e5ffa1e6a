package dev.infill.coordinator.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ApprovalGiven;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.LogLimitExceeded;
import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RolledBack;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TimerFired;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Recorded;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.WindowsSpec;
import dev.infill.common.spec.WindowsSpec.Window;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A whole cluster around one shard, of which a coin decides who comes next. First there is trouble:
 * workers die, answers come twice and late, captures are lost, an operator pauses, resumes and
 * rolls back. Then it is calm, and the migration has to complete.
 */
final class ToyWorld {
  /**
   * @param trouble in percent, how often something goes wrong
   * @param troubled how many turns there is trouble
   */
  record Scenario(
      long seed,
      int rows,
      int rangeRows,
      int rangesInFlight,
      int partitions,
      int trouble,
      int troubled,
      Gate gate,
      Bridge bridge,
      boolean windows,
      boolean approval) {}

  /** Open for ten seconds, then for half a minute, and after a minute's gap for long. */
  private static final WindowsSpec WINDOWS =
      new WindowsSpec(
          List.of(
              window("12:00:10", "12:00:20"),
              window("12:00:30", "12:01:00"),
              window("12:02:00", "12:00:00")),
          List.of(),
          ZoneOffset.UTC);

  /** A migration needs some hundred turns, so this is stuck. */
  private static final int MOST_TURNS = 20_000;

  private final Scenario scenario;
  private final MigrationSpec spec;
  private final Random random;
  private final ToyDatabase database;
  private final ToyWorkers workers;
  private final ToySteps steps;
  private final Deque<Event> events = new ArrayDeque<>();
  private final List<Event> late = new ArrayList<>();
  private final Witness witness;
  private Optional<ShardMigration> migration = Optional.empty();
  private Instant now = Life.START;
  private int trouble;

  ToyWorld(Scenario scenario) {
    this.scenario = scenario;
    this.spec =
        SpecBuilder.spec()
            .trigger(scenario.bridge())
            .gate(scenario.gate())
            .rangesInFlight(scenario.rangesInFlight())
            .windows(scenario.windows() ? WINDOWS : WindowsSpec.ALWAYS)
            .minChanges(scenario.rows() == 0 ? 0 : 2)
            .approval(scenario.approval())
            .build();
    this.random = new Random(scenario.seed());
    this.database = new ToyDatabase(scenario.rows(), scenario.partitions());
    this.workers = new ToyWorkers(database, random, this::tell);
    this.steps = new ToySteps(database, random, scenario.rangeRows());
    this.witness = new Witness(scenario.rows());
    // These gates rely on a person's word, or a default.
    database.aware = scenario.gate() == Gate.ASSUME || scenario.gate() == Gate.DEFAULT;
  }

  /** Runs until the migration has completed. */
  void run() {
    events.add(new Submitted(spec, Life.SHARD));
    fold();
    trouble = scenario.trouble();
    for (int turn = 0; turn < scenario.troubled(); turn++) {
      turn();
      trouble();
    }
    trouble = 0;
    database.aware = true;
    events.add(new PaceChanged(scenario.rangesInFlight(), "all is well"));
    for (int turn = 0; !(state() instanceof Completed); turn++) {
      assertThat(turn).as("stuck in %s", state()).isLessThan(MOST_TURNS);
      turn();
      tellPace();
      operate();
    }
    assertThat(database.wrong()).as("rows that are not right").isZero();
    assertThat(database.slot).isFalse();
    assertThat(database.notNull).isTrue();
    assertThat(database.bridge)
        .isEqualTo(scenario.gate() == Gate.TRIGGER && scenario.bridge() == Bridge.KEEP);
  }

  private static Window window(String from, String to) {
    return new Window(
        EnumSet.allOf(DayOfWeek.class),
        LocalTime.parse(from),
        LocalTime.parse(to),
        ZoneOffset.UTC,
        Optional.empty());
  }

  /** Whoever paces a shard tells when a window begins or ends. */
  private void tellPace() {
    migration
        .filter(m -> events.isEmpty() && Effects.works(m))
        .ifPresent(
            m -> {
              int ranges = m.standstill(now).isPresent() ? 0 : m.limits(now).rangesInFlight();
              if (ranges != m.pace().rangesInFlight()) {
                events.add(new PaceChanged(ranges, "a window begins or ends"));
              }
            });
  }

  /** It is the only one, and its turn comes as soon as it waits for it. */
  private void giveTurn() {
    if (events.isEmpty() && migration.filter(m -> m.state() instanceof AwaitingTurn).isPresent()) {
      events.add(new TurnGiven(0));
    }
  }

  private void turn() {
    giveTurn();
    now = now.plusMillis(random.nextInt(200));
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4, 5, 6, 7 -> fold();
      case 8, 9, 10 -> step();
      case 11, 12, 13, 14 -> workers.work(trouble);
      case 15, 16 -> database.apply(random.nextInt(database.partitions()), now).forEach(this::tell);
      case 17 -> write();
      case 18 -> watchCapture();
      default -> watchClock();
    }
  }

  private void fold() {
    Optional.ofNullable(events.poll())
        .ifPresent(
            event -> {
              var before = migration;
              var recorded = new Recorded("e", Life.ID, now, "toy", event);
              var decision = Decider.decide(before, recorded);
              decision.ifPresent(d -> witness.saw(before, event, now, d));
              decision.ifPresent(d -> workers.send(d.tasks()));
              migration = decision.map(Decision::after);
            });
  }

  private void step() {
    List<Effect> wanted = migration.map(Effects::wanted).orElse(List.of());
    if (wanted.isEmpty()) {
      return;
    }
    Effect effect = wanted.get(random.nextInt(wanted.size()));
    if (random.nextInt(100) < trouble) {
      boolean passes = random.nextBoolean();
      tell(passes ? new StepBlocked(effect.name(), 1, "a lock") : Told.stepFailed(effect.name()));
    } else {
      steps.take(effect).ifPresent(this::tell);
    }
  }

  private void write() {
    if (scenario.rows() > 0) {
      database.write(1 + random.nextInt(scenario.rows()), now);
    }
  }

  /** Whoever shall run a capture whose slot is gone says so. */
  private void watchCapture() {
    boolean runs = migration.flatMap(m -> Effects.capture(m, "s", "p")).isPresent();
    if (runs && !database.slot) {
      tell(new CaptureLost("the slot is gone"));
    }
  }

  /** Now and then nothing happens until the state wants to be woken. */
  private void watchClock() {
    Optional<Instant> wakeAt = migration.flatMap(Effects::wakeAt);
    if (events.isEmpty() && random.nextInt(4) == 0) {
      now = wakeAt.filter(now::isBefore).orElse(now);
    }
    wakeAt.filter(due -> !now.isBefore(due)).ifPresent(due -> tell(new TimerFired(due)));
  }

  private void trouble() {
    // Most troubles undo much, and something has to be done first.
    if (random.nextInt(1_500) >= trouble) {
      return;
    }
    switch (random.nextInt(10)) {
      case 0 -> {
        if (random.nextBoolean()) {
          database.dropSlot();
        } else {
          migration.ifPresent(
              m -> events.add(new LogLimitExceeded(2, 1, m.tally().captureRestarts())));
        }
      }
      case 1 -> events.add(random.nextBoolean() ? new PauseAsked() : new ApprovalGiven());
      case 2, 3 -> events.add(new ResumeAsked());
      case 4, 5 -> events.add(new PaceChanged(random.nextInt(scenario.rangesInFlight() + 1), "?"));
      case 6 -> now = now.plus(Duration.ofMinutes(3));
      case 7 -> events.add(random.nextInt(3) == 0 ? new RollbackAsked() : new ResumeAsked());
      case 8 -> events.add(new Submitted(spec, Life.SHARD));
      default -> comesLate();
    }
  }

  /** What an operator does who wants it done. */
  private void operate() {
    if (!events.isEmpty()) {
      return;
    }
    if (state() instanceof Paused || state() instanceof Failed) {
      events.add(new ResumeAsked());
    }
    if (state() instanceof ShardState.AwaitingApproval) {
      events.add(new ApprovalGiven());
    }
    if (state() instanceof ShardState.RolledBack) {
      events.add(new Submitted(spec, Life.SHARD));
    }
  }

  private void comesLate() {
    if (!late.isEmpty()) {
      events.add(late.remove(random.nextInt(late.size())));
    }
  }

  private void tell(Event event) {
    events.add(event);
    if (event instanceof RolledBack) {
      // A rollback waits for the steps under way, so that none of their answers comes behind it.
      late.removeIf(Witness::answersAStep);
    }
    if (random.nextInt(100) < trouble) {
      late.add(event);
    }
  }

  private ShardState state() {
    return migration.orElseThrow().state();
  }
}
