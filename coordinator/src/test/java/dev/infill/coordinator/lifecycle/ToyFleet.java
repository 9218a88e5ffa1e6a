package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.Released;
import dev.infill.common.message.Event.StepDone;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.Engine;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Expanding;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import dev.infill.coordinator.lifecycle.ShardState.Releasing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Migrations on many shards, whose events are folded one after the other, each followed by what it
 * means for whose turn it is, as their owner does it. All works well unless a test tells otherwise.
 */
final class ToyFleet {
  private final Map<String, ShardMigration> shards = new TreeMap<>();
  private final Deque<Recorded> log = new ArrayDeque<>();
  private Instant now = Life.START;

  static List<ShardId> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> new ShardId("shard-" + i)).toList();
  }

  ToyFleet submit(MigrationSpec spec, int count) {
    var addresses =
        ids(count).stream()
            .map(
                id ->
                    new ShardAddress(
                        id, Engine.POSTGRESQL, "jdbc:postgresql://" + id.name() + "/app", "u", ""))
            .toList();
    return command(spec, new Command.Submit(spec, new Fleet("fleet", addresses)));
  }

  ToyFleet submit(MigrationShard id, Event.Submitted submitted) {
    return tell(id.toString(), submitted);
  }

  ToyFleet command(MigrationSpec spec, Command command) {
    CommandEvents.of(command, of(spec)).forEach(this::tell);
    return fold();
  }

  /** Tells, and folds all that is told by then. */
  ToyFleet tell(String shard, Event event) {
    tell(MigrationShard.parse(shard), event);
    return fold();
  }

  ToyFleet pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  /** Whoever watches the turns wakes the migrations that wait for one. */
  ToyFleet wake() {
    all().stream().map(m -> m.spec()).distinct().forEach(spec -> giveTurns(of(spec)));
    return fold();
  }

  /** The next event of a shard on which all goes well; false where it waits. */
  boolean step(ShardMigration m) {
    Optional<Event> next = next(m);
    next.ifPresent(event -> tell(m.id().toString(), event));
    return next.isPresent();
  }

  /** As far as all goes by itself. */
  ToyFleet settle() {
    while (all().stream().anyMatch(this::step)) {
      // On to the next.
    }
    return this;
  }

  ToyFleet settle(String shard) {
    while (step(shard(shard))) {
      // On to the next.
    }
    return this;
  }

  ShardMigration shard(String id) {
    return shards.get(id);
  }

  Collection<ShardMigration> all() {
    return List.copyOf(shards.values());
  }

  List<ShardMigration> of(MigrationSpec spec) {
    return all().stream().filter(m -> m.id().migration().equals(spec.name())).toList();
  }

  Turns turns(MigrationSpec spec) {
    return new Turns(of(spec), all(), now);
  }

  Instant now() {
    return now;
  }

  private void tell(MigrationShard id, Event event) {
    log.add(new Recorded("e", id, now, "toy", event));
  }

  private ToyFleet fold() {
    while (!log.isEmpty()) {
      Recorded event = log.poll();
      String id = event.subject().toString();
      Decider.decide(Optional.ofNullable(shards.get(id)), event)
          .ifPresent(
              decision -> {
                shards.put(id, decision.after());
                giveTurns(of(decision.after().spec()));
              });
    }
    return this;
  }

  private void giveTurns(List<ShardMigration> fleet) {
    new Turns(fleet, all(), now).due().forEach(this::tell);
  }

  private static Optional<Event> next(ShardMigration m) {
    return Optional.ofNullable(
        switch (m.state()) {
          case Planned s -> new PlanAccepted(Life.PLAN);
          case Expanding s -> new ColumnAdded();
          case Capturing s when !s.prepared() -> new CapturePrepared();
          case Capturing s -> new BarrierPassed(s.barrier().id(), 0, 1);
          case Backfilling s when !s.walk().end() -> cut(s.walk());
          case Backfilling s -> filled(s.walk());
          case Reconciling s when !s.walk().end() -> cut(s.walk());
          case Reconciling s -> checked(s.walk());
          case Constraining s -> new StepDone(ConstraintSteps.of(m.spec()).get(s.done()));
          case Releasing s when !s.barrier().complete() ->
              new BarrierPassed(s.barrier().id(), 0, 1);
          case Releasing s -> new Released();
          default -> null;
        });
  }

  private static Event cut(Walk walk) {
    return new RangesCut(walk.number(), walk.frontier(), List.of(), true);
  }

  private static Event filled(Walk walk) {
    OutRange out = walk.out().getFirst();
    return new RangeFilled(out.range(), out.attempt(), "w-1", 10, 10, 0, 1, 20);
  }

  private static Event checked(Walk walk) {
    OutRange out = walk.out().getFirst();
    return new RangeChecked(out.range(), out.attempt(), 10, 10, List.of(), false, 7, 20);
  }
}
