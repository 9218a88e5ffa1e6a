package dev.infill.deploy.simulation;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.simulation.Database.Entry;
import dev.infill.deploy.simulation.Database.Place;
import dev.infill.deploy.simulation.Database.Slot;
import dev.infill.worker.debezium.LogMarks;
import dev.infill.worker.debezium.LostException;
import dev.infill.worker.debezium.MarkKind;
import dev.infill.worker.debezium.Seen;
import dev.infill.worker.debezium.SeenChanges;
import dev.infill.worker.debezium.StartProof;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * One capture on a worker, in place of Debezium's engine: reads the server's log from where the
 * capture stands, a batch at a time, and keeps how far it came, at the server or in Kafka.
 */
final class LogReader implements SeenChanges.Sink {
  private static final int MOST = 5;
  private static final Duration REST = Duration.ofMillis(300);

  private final Worker worker;
  private final Machine machine;
  private final World world;
  private final Capture capture;
  private final Database database;
  private final Telling reporter;

  /** Where in the log the changes of the batch under way come from. */
  private final IdentityHashMap<Change, Integer> places = new IdentityHashMap<>();

  private Sends sends = new Sends();
  private boolean closed;
  private boolean ended;

  /** Of one run; those of the run before may arrive still. */
  private static final class Sends {
    int onTheirWay;
  }

  LogReader(Worker worker, Capture capture) {
    this.worker = worker;
    this.machine = worker.machine();
    this.world = machine.world();
    this.capture = capture;
    this.database = world.database(capture.id());
    this.reporter = new Telling(machine);
    world.threads().start(machine, "capture " + capture.id(), this::run);
  }

  /** Ends soon; what was not kept comes again. */
  void close() {
    closed = true;
  }

  boolean closed() {
    return closed;
  }

  /** Whether a successor meets nothing of it any more. */
  boolean ended() {
    return ended || !machine.alive();
  }

  private void run() {
    try {
      while (!closed) {
        try {
          read();
        } catch (ShardFailure | IllegalStateException e) {
          world.trace(() -> "the capture on " + machine + " begins again: " + e.getMessage());
        }
        world.threads().sleep("rests before the next engine", machine, REST);
      }
    } catch (LostException e) {
      if (worker.stands(capture)) {
        reporter.report(capture.id(), new CaptureLost(String.valueOf(e.getMessage())));
        reporter.awaitKept();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a capture", e);
    } finally {
      ended = true;
    }
  }

  private void read() throws ShardFailure, InterruptedException {
    Slot slot = slot();
    int self = ++slot.readers;
    int position = world.scenario().slotKeeps() ? slot.kept : kept(slot);
    var proof = new StartProof(new Marks());
    proof.writeFirst();
    var changes = new SeenChanges(capture, proof, Topics.PARTITIONS, this);
    boolean second = false;
    sends = new Sends();
    while (!closed) {
      int from = position;
      boolean idle = second;
      world
          .threads()
          .await(
              "reads the log of " + database,
              () -> closed || !idle || stale(slot, self) || database.log().size() > from);
      if (closed) {
        return;
      }
      check(slot, self);
      if (!second) {
        proof.writeSecond();
        second = true;
      }
      int until = Math.min(database.log().size(), from + 1 + world.random().nextInt(MOST));
      List<Entry> batch = List.copyOf(database.log().subList(from, until));
      if (!world.broken(Mutant.DOES_NOT_WAIT_FOR_VISIBILITY)) {
        world
            .threads()
            .await("waits until all can see it", () -> batch.stream().allMatch(LogReader::visible));
      }
      places.clear();
      for (int i = 0; i < batch.size(); i++) {
        if (batch.get(i).seen() instanceof Seen.Row row) {
          places.put(row.change(), from + i);
        }
      }
      if (world.broken(Mutant.KEEPS_POSITION_FIRST)) {
        keep(slot, until);
      }
      boolean all = changes.pass(batch.stream().map(Entry::seen).toList());
      position = until;
      if (all) {
        check(slot, self);
        keep(slot, until);
      }
    }
  }

  private Slot slot() {
    Slot slot = database.slot;
    if (slot == null) {
      throw new LostException("the slot is gone");
    }
    return slot;
  }

  /** Only where the server keeps the position does it let one session read. */
  private boolean stale(Slot slot, int self) {
    return database.slot != slot || (world.scenario().slotKeeps() && slot.readers != self);
  }

  private void check(Slot slot, int self) {
    if (database.slot != slot) {
      throw new LostException("the slot is gone");
    }
    if (stale(slot, self)) {
      throw new IllegalStateException("somebody else reads the slot");
    }
    if (world.trouble(1)) {
      throw new IllegalStateException("the connection broke");
    }
  }

  private int kept(Slot slot) {
    Place place = world.topics().positions.get(capture.id());
    return place == null || place.slot() != slot.number ? slot.begin : place.position();
  }

  /** Servers and Kafka hear of it late, or never. */
  private void keep(Slot slot, int position) {
    if (world.random().nextInt(3) > 0) {
      return;
    }
    if (world.scenario().slotKeeps()) {
      slot.kept = Math.max(slot.kept, position);
    } else {
      MigrationShard id = capture.id();
      var place = new Place(slot.number, position);
      machine.outbox().send("positions", () -> world.topics().positions.put(id, place), () -> {});
    }
  }

  private static boolean visible(Entry entry) {
    return entry.writer().map(Transaction::visible).orElse(true);
  }

  @Override
  public void send(Change change) {
    int partition = change instanceof Change.RowChanged row ? Topics.partition(row.key()) : 0;
    int place = places.getOrDefault(change, -1);
    send(change, partition, place);
  }

  @Override
  public void send(Barrier barrier, int partition) {
    send(barrier, partition, -1);
  }

  private void send(Change change, int partition, int place) {
    Sends mine = sends;
    mine.onTheirWay++;
    machine
        .outbox()
        .send(
            "changes-" + partition,
            () -> world.topics().append(partition, change, place),
            () -> mine.onTheirWay--);
  }

  @Override
  public void awaitSent() {
    if (world.broken(Mutant.KEEPS_POSITION_FIRST)) {
      return;
    }
    Sends mine = sends;
    world.threads().await("waits for its changes", () -> mine.onTheirWay == 0);
    if (world.trouble(1)) {
      throw new IllegalStateException("changes can't be sent");
    }
  }

  /** The proof's marks in the server's log. */
  private final class Marks implements LogMarks {
    @Override
    public void mark(MarkKind kind, String content) {
      world.threads().pause("marks its beginning");
      database.mark(kind, content);
    }

    @Override
    public void checkUnchanged() {
      slot();
    }
  }
}
