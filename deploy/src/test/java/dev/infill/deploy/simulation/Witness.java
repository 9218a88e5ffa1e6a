package dev.infill.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Pace;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.deploy.simulation.Database.Row;
import dev.infill.deploy.simulation.Database.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at every step, and says what must never be. */
final class Witness {
  /** A pace that fell silent stops the workers then; a standstill that was told, much sooner. */
  private static final Duration STANDS_STILL = Pace.SILENCE.plusSeconds(5);

  private final World world;
  private final DualWrites dualWrites;
  private final TurnWitness turns;

  /** What each worker's thread last heard of the pace. */
  private final Map<Object, Pace> heard = new HashMap<>();

  /** Since when nothing is to be worked on. */
  private final Map<Database, Instant> standing = new HashMap<>();

  Witness(World world) {
    this.world = world;
    this.dualWrites = new DualWrites(world);
    this.turns = new TurnWitness(world);
  }

  TurnWitness turns() {
    return turns;
  }

  DualWrites dualWrites() {
    return dualWrites;
  }

  /** A worker's thread asks for the pace, of which so much was heard. */
  void paced(Optional<Pace> answer) {
    world
        .threads()
        .current()
        .ifPresent(thread -> heard.compute(thread, (same, before) -> answer.orElse(null)));
  }

  /** A worker begins to fill a chunk. */
  void chunkBegins(Machine worker, Database database) {
    var thread = world.threads().current();
    if (thread.isEmpty()) {
      return; // a test of the rows alone
    }
    var pace = Optional.ofNullable(heard.get(thread.get()));
    assertThat(pace.filter(p -> p.rangesInFlight() > 0))
        .as("%s fills a chunk of %s, by a pace that it heard", worker, database)
        .isPresent();
    Instant enough = world.now().minus(STANDS_STILL);
    if (world.clocksWereWrong() || world.frozenUntil().isAfter(enough)) {
      return; // whoever was frozen may have gone by, or told, what was so before
    }
    assertThat(standing.getOrDefault(database, Instant.MAX))
        .as("%s fills a chunk of %s, which stands still since then", worker, database)
        .isAfter(enough);
    boolean closed =
        world
            .state(database)
            .filter(m -> m.standstill(enough).isPresent())
            .filter(m -> m.standstill(world.now()).isPresent())
            .isPresent();
    assertThat(closed)
        .as("%s fills a chunk of %s with its windows closed", worker, database)
        .isFalse();
  }

  /** An event was folded, and tasks are sent. */
  void decided(ShardMigration m, Recorded event, List<Task> tasks) {
    if (tasks.isEmpty()) {
      return;
    }
    int out =
        switch (m.state()) {
          case Backfilling s -> s.walk().out().size();
          case Reconciling s when s.second().isPresent() -> s.second().orElseThrow().out().size();
          case Reconciling s -> s.walk().out().size();
          default -> throw new AssertionError("tasks are sent in " + m.state().phase());
        };
    assertThat(m.standstill(event.at())).as("sent while it stands still").isEmpty();
    assertThat(out)
        .as("tasks in flight")
        .isLessThanOrEqualTo(m.limits(event.at()).rangesInFlight())
        .isLessThanOrEqualTo(m.pace().rangesInFlight());
  }

  /** A state was stored. */
  void stored(ShardMigration m) {
    Database database = world.database(m.id());
    if (Effects.works(m)) {
      standing.remove(database);
    } else {
      standing.putIfAbsent(database, world.now());
    }
    if (m.state() instanceof Failed failed) {
      assertThat(failed.reason()).as("why it waits").isNotBlank();
      assertThat(failed.advice()).as("what to do").isNotBlank();
    }
    if (m.state() instanceof Completed) {
      completed(m, database);
    }
  }

  void completed(ShardMigration m, Database database) {
    assertThat(database.wrong()).as("rows of %s that are not right", database).isEmpty();
    assertThat(database.slot).as("the slot of %s", database).isNull();
    assertThat(database.notNull).as("NOT NULL on %s", database).isTrue();
    var writers = m.spec().writers();
    assertThat(database.bridge)
        .as("the bridge on %s", database)
        .isEqualTo(writers.gate() == Gate.TRIGGER && writers.bridge() == Bridge.KEEP);
  }

  /** Every row was found right during this capture, or will be written. */
  void reconciled(Database database) {
    if (database.slot == null) {
      return; // lost, and not heard yet; once heard, all is checked and constrained again
    }
    for (Map.Entry<Integer, Row> one : database.rows().entrySet()) {
      Row row = one.getValue();
      boolean settled = row.right() && row.settledIn == database.slots;
      if (!settled && !onItsWay(database, one.getKey(), row)) {
        throw new AssertionError(
            "%s is to be reconciled, but row %d is %s and nothing is on its way to it"
                .formatted(database, one.getKey(), row.right() ? "not checked" : "not right"));
      }
    }
  }

  /** Whether the change that the application made of it is captured, and not yet applied. */
  private boolean onItsWay(Database database, int key, Row row) {
    Slot slot = database.slot;
    if (slot == null || row.written < slot.begin) {
      return false;
    }
    var id = database.migration;
    int kept = slot.kept;
    if (!world.scenario().slotKeeps()) {
      var place = world.topics().positions.get(id);
      kept = place == null || place.slot() != slot.number ? slot.begin : place.position();
    }
    return row.written >= kept || world.topics().waits(id, Database.key(key), row.written);
  }
}
