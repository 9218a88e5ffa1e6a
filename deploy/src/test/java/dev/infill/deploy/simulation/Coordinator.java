package dev.infill.deploy.simulation;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.TraceParent;
import dev.infill.common.observe.Traces;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.pace.PaceController;
import dev.infill.coordinator.runtime.Backoff;
import dev.infill.coordinator.runtime.CaptureChange;
import dev.infill.coordinator.runtime.Decisions;
import dev.infill.coordinator.runtime.EffectRunner;
import dev.infill.coordinator.runtime.EventSink;
import dev.infill.coordinator.runtime.Fanout;
import dev.infill.coordinator.runtime.LogWatch;
import dev.infill.coordinator.runtime.OwnedShards;
import dev.infill.coordinator.runtime.PaceLoop;
import dev.infill.coordinator.runtime.PaceSink;
import dev.infill.coordinator.runtime.Timers;
import dev.infill.coordinator.runtime.TurnTeller;
import dev.infill.coordinator.runtime.TurnWatch;
import dev.infill.deploy.simulation.Topics.Asking;
import dev.infill.deploy.simulation.Topics.Batch;
import dev.infill.deploy.simulation.Topics.FencedException;
import dev.infill.deploy.simulation.Topics.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A coordinator on a machine: the real decisions and the real runtime, wired to simulated ports.
 */
final class Coordinator {
  private static final Duration TICK = Duration.ofSeconds(1);

  /** Tries follow at once: what passes between two of them, the order of the steps says. */
  private static final Backoff AT_ONCE = new Backoff(Duration.ofNanos(1), Duration.ofNanos(2));

  private static final int MOST_EVENTS = 5;

  private final Machine machine;
  private final World world;
  private final Topics topics;
  private final Schema schema;
  private final EffectRunner effects;
  private final Timers timers;
  private final PaceLoop paces;
  private final TurnWatch turns;
  private final LogWatch logs;
  private final OwnedShards owned;
  private final SharesTold shares;
  private Instant nextTick;

  Coordinator(Machine machine) {
    this.machine = machine;
    this.world = machine.world();
    this.topics = world.topics();
    this.schema = new Schema(machine);
    this.nextTick = world.now().plus(TICK);
    this.shares = new SharesTold(world);
    EventSink events = new Events(machine);
    var threads = machine.threads();
    this.effects = new EffectRunner(schema, events, Traces.NONE, AT_ONCE, threads, machine);
    this.timers = new Timers(events, threads, machine);
    Supplier<Collection<ShardMigration>> all = () -> List.copyOf(topics.states.values());
    var controller = new PaceController();
    Supplier<Collection<ShardMigration>> sharing =
        () -> world.broken(Mutant.SHARES_NOTHING) ? List.of() : all.get();
    this.paces =
        new PaceLoop(
            schema, controller, new Paces(machine, shares), events, sharing, threads, machine);
    this.turns = new TurnWatch(events, all, threads, machine);
    this.logs = new LogWatch(schema, events, threads, machine);
    var eager = new Eager(schema, machine);
    this.owned = new Fanout(List.of(paces, timers, turns, logs, effects, eager));
    world.threads().start(machine, machine + " loop", this::run);
  }

  Machine machine() {
    return machine;
  }

  Instant nextTick() {
    return nextTick;
  }

  /** What a ticker does. */
  void tick() {
    nextTick = world.now().plus(TICK);
    effects.tick();
    timers.tick();
    shares.begin();
    paces.tick();
    shares.end();
    turns.tick();
    logs.tick();
  }

  private void run() {
    while (true) {
      world.threads().await("joins the group", this::mine);
      var told = new TreeSet<MigrationShard>(Topics.BY_NAME);
      try {
        own(told);
      } catch (FencedException e) {
        world.trace(() -> machine + " is fenced");
      }
      told.forEach(owned::lost);
    }
  }

  private boolean mine() {
    return world.cluster().owner().filter(this::equals).isPresent();
  }

  private void own(Set<MigrationShard> told) {
    int epoch = topics.fence();
    world.threads().pause("reads what is stored");
    var decisions =
        new Decisions(
            topics.states, new TurnTeller(() -> List.copyOf(topics.states.values()), machine));
    int events = topics.eventsRead;
    int commands = topics.commandsRead;
    tell(decisions.states(), told);
    while (true) {
      int from = events;
      int asked = commands;
      world
          .threads()
          .await(
              "polls",
              () -> !mine() || topics.events.size() > from || topics.commands.size() > asked);
      if (!mine()) {
        return;
      }
      var tasks = new ArrayList<Task>();
      var follow = new ArrayList<Recorded>();
      if (topics.commands.size() > commands) {
        Asking ask = topics.commands.get(commands++);
        decisions
            .command(ask.migration(), ask.command())
            .forEach((id, event) -> follow.add(recorded(id, event)));
      }
      int most = Math.min(topics.events.size(), events + 1 + world.random().nextInt(MOST_EVENTS));
      while (events < most) {
        Recorded event = topics.events.get(events++);
        world.trace(() -> machine + " folds " + event.subject().shard() + " " + event.event());
        var before = state(decisions, event.subject());
        decisions
            .fold(event)
            .ifPresent(
                sent -> {
                  var after = state(decisions, event.subject()).orElseThrow();
                  world.witness().decided(after, event, sent);
                  world.witness().turns().decided(before, after, decisions.states());
                  tasks.addAll(sent);
                });
      }
      var outcome = decisions.end();
      Instant decided = machine.instant();
      var turns = new TreeMap<MigrationShard, Event>(Topics.BY_NAME);
      turns.putAll(outcome.turns());
      if (world.broken(Mutant.GIVES_TURNS_EARLY)) {
        decisions.states().stream()
            .filter(m -> m.state() instanceof AwaitingTurn)
            .forEach(m -> turns.put(m.id(), new TurnGiven(0)));
      }
      turns.forEach((id, event) -> follow.add(recorded(id, event)));
      var captures = new ArrayList<CaptureChange>();
      outcome
          .changed()
          .forEach(c -> CaptureChange.of(schema, c.before(), c.after()).ifPresent(captures::add));
      world.threads().pause("commits a batch");
      topics.commit(epoch, new Batch(events, commands, outcome.changed(), captures, tasks, follow));
      outcome.changed().forEach(c -> world.witness().stored(c.after()));
      world.witness().turns().given(decisions.states(), turns, decided);
      world.threads().pause("has committed a batch");
      tell(outcome.changed().stream().map(Decisions.Changed::after).toList(), told);
    }
  }

  private static Optional<ShardMigration> state(Decisions decisions, MigrationShard id) {
    return decisions.states().stream().filter(m -> m.id().equals(id)).findFirst();
  }

  private void tell(Collection<ShardMigration> states, Set<MigrationShard> told) {
    for (ShardMigration state : states) {
      told.add(state.id());
      owned.owned(state);
    }
  }

  private Recorded recorded(MigrationShard id, Event event) {
    return new Recorded("f", id, machine.instant(), machine.toString(), event);
  }

  @Override
  public String toString() {
    return machine.toString();
  }

  /** They arrive some time later, and once more where nobody heard that they did. */
  record Events(Machine machine) implements EventSink {
    @Override
    public void publish(MigrationShard subject, Event event, Optional<TraceParent> within) {
      var topics = machine.world().topics();
      var at = machine.instant();
      machine
          .outbox()
          .send(Outbox.EVENTS, () -> topics.tell(machine, at, subject, event), () -> {});
    }
  }

  /** Adds constraints before their time, where that fault is built in. */
  private record Eager(Schema schema, Machine machine) implements OwnedShards {
    @Override
    public void owned(ShardMigration m) {
      if (machine.world().broken(Mutant.CONSTRAINS_EARLY) && Effects.works(m)) {
        String step = ConstraintSteps.of(m.spec()).getLast();
        var shard = m.planned().orElseThrow();
        machine.world().threads().start(machine, "eager " + m.id(), () -> constrain(shard, step));
      }
    }

    private void constrain(PlannedShard shard, String step) {
      try {
        schema.constrain(shard, step);
      } catch (ShardFailure e) {
        machine.world().trace(() -> "what came early was refused: " + e.code());
      }
    }

    @Override
    public void lost(MigrationShard id) {}
  }

  private record Paces(Machine machine, SharesTold shares) implements PaceSink {
    @Override
    public void publish(Pace pace) {
      shares.tell(pace);
      send(new Told(pace.id().toString(), Optional.of(pace)));
    }

    @Override
    public void remove(MigrationShard id) {
      send(new Told(id.toString(), Optional.empty()));
    }

    private void send(Told told) {
      var topics = machine.world().topics();
      machine.outbox().send("paces", () -> topics.paces.add(told), () -> {});
    }
  }
}
