package dev.infill.deploy.simulation;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.runtime.CaptureChange;
import dev.infill.coordinator.runtime.Decisions.Changed;
import dev.infill.deploy.simulation.Database.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the brokers hold. An append is one step; nothing of it is ever lost. */
final class Topics {
  /** Partitions of the changes. */
  static final int PARTITIONS = 2;

  /** So that nothing depends on a hash. */
  static final Comparator<MigrationShard> BY_NAME = Comparator.comparing(MigrationShard::toString);

  /** What an operator asked of a migration. */
  record Asking(MigrationId migration, Command command) {}

  /** A capture that was asked for; the version tells it from an equal one before. */
  record Asked(Capture capture, int version) {}

  /**
   * A change on its topic.
   *
   * @param place where in its shard's log it comes from; negative for none
   * @param capture the version of the capture that was asked for then; 0 where none was
   */
  record Sent(Change change, int place, int capture) {}

  /** A pace as it was told; empty when it was taken away. */
  record Told(String key, Optional<Pace> pace) {}

  final List<Recorded> events = new ArrayList<>();
  final List<Asking> commands = new ArrayList<>();
  final List<List<Sent>> changes = new ArrayList<>();

  final List<Told> paces = new ArrayList<>();
  final Map<MigrationShard, Asked> captures = new HashMap<>();

  /** Positions of captures whose servers keep none, by the capture. */
  final Map<MigrationShard, Place> positions = new HashMap<>();

  final TaskQueue tasks;
  private final World world;

  /** The coordinators' partition: what is stored, how far it was read, and who may write it. */
  final Map<MigrationShard, ShardMigration> states = new TreeMap<>(BY_NAME);

  int eventsRead;
  int commandsRead;
  private int epoch;
  private int versions;

  /** A successor has taken over. */
  static final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  Topics(World world) {
    this.world = world;
    this.tasks = new TaskQueue(world);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      changes.add(new ArrayList<>());
    }
  }

  /** Whoever calls this is the only one that may commit from now on. */
  int fence() {
    return ++epoch;
  }

  /** What a batch of a coordinator leads to. */
  record Batch(
      int eventsRead,
      int commandsRead,
      List<Changed> changed,
      List<CaptureChange> captures,
      List<Task> tasks,
      List<Recorded> events) {}

  /** All of it, or nothing. */
  void commit(int owner, Batch batch) {
    if (owner != epoch) {
      throw new FencedException();
    }
    eventsRead = batch.eventsRead();
    commandsRead = batch.commandsRead();
    batch.changed().forEach(one -> states.put(one.after().id(), one.after()));
    for (CaptureChange change : batch.captures()) {
      switch (change) {
        case CaptureChange.Runs runs ->
            captures.put(runs.capture().id(), new Asked(runs.capture(), ++versions));
        case CaptureChange.Ends ends -> {
          captures.remove(ends.id());
          positions.remove(ends.id());
        }
      }
    }
    batch.tasks().forEach(tasks::add);
    events.addAll(batch.events());
  }

  /**
   * @param at when it happened, by the clock of who tells it
   */
  void tell(Machine source, Instant at, MigrationShard id, Event event) {
    events.add(new Recorded("e" + events.size(), id, at, source.toString(), event));
    if (event instanceof Event.BarrierPassed passed) {
      world.witness().dualWrites().passed(id, passed);
    }
  }

  static int partition(Key key) {
    return Math.floorMod(Database.number(key), PARTITIONS);
  }

  /**
   * @param place where in its shard's log it comes from; negative for none
   */
  void append(int partition, Change change, int place) {
    changes.get(partition).add(new Sent(change, place, asked(change.id())));
  }

  /** Whether what a row's change led to waits to be applied still. */
  boolean waits(MigrationShard id, Key key, int place) {
    int partition = partition(key);
    var sent = changes.get(partition);
    return sent.subList(world.group().committed(partition), sent.size()).stream()
        .anyMatch(one -> one.place() == place && one.change().id().equals(id));
  }

  /** The version of the capture that is asked for; 0 for none. */
  int asked(MigrationShard id) {
    Asked asked = captures.get(id);
    return asked == null ? 0 : asked.version();
  }

  Map<MigrationShard, Asked> asked() {
    return new HashMap<>(captures);
  }
}
