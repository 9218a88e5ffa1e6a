package dev.infill.deploy.simulation;

import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.deploy.simulation.Database.Row;
import dev.infill.worker.debezium.MarkKind;
import dev.infill.worker.debezium.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of the application. It writes under locks, then it is in the log, and a moment
 * later it can be seen; or it is rolled back.
 */
final class Transaction {
  /**
   * A row as it will be.
   *
   * @param after empty when it will be gone
   * @param computed whether the bridge gave it its value
   */
  private record Op(int key, Kind kind, Optional<Row> after, boolean computed) {}

  private final Database database;
  private final String name;
  private final List<Op> ops = new ArrayList<>();
  private final Map<Integer, Integer> places = new HashMap<>();

  /** Rows that it keeps others from writing, and does not write. */
  private final List<Integer> held = new ArrayList<>();

  /** Whether something was written by code that does not know the new column. */
  private boolean unaware;

  private Instant busyUntil = Instant.EPOCH;
  private boolean logged;
  private boolean visible;

  Transaction(Database database) {
    this.database = database;
    this.name = "app" + ++database.transactions;
  }

  String name() {
    return name;
  }

  /** It does something else before it goes on, with its locks held. */
  void busyUntil(Instant until) {
    busyUntil = until;
  }

  boolean isBusy() {
    return database.now().isBefore(busyUntil);
  }

  boolean logged() {
    return logged;
  }

  boolean visible() {
    return visible;
  }

  boolean unaware() {
    return unaware;
  }

  /** Writes some row that nobody has locked; a constraint may refuse it. */
  void write(Random random, boolean aware) {
    int key = database.writtenKey(random);
    if (database.isLocked(key) || database.waitedFor) {
      return;
    }
    Row now = database.rows().get(key);
    int source = random.nextInt(100);
    int kind = random.nextInt(8);
    if (now == null) {
      put(key, Kind.INSERT, source, null, aware);
    } else if (kind == 0) {
      add(new Op(key, Kind.DELETE, Optional.empty(), false), true);
    } else {
      // Now and then it is an update of another column: the source stays.
      put(key, Kind.UPDATE, kind == 1 ? now.source : source, now.value, aware);
    }
  }

  /** Locks some row that it may never write. */
  void lock(Random random) {
    int key = database.writtenKey(random);
    if (database.rows().containsKey(key) && !database.isLocked(key) && !database.waitedFor) {
      held.add(key);
      database.locked().add(key);
    }
  }

  private void put(int key, Kind kind, int source, @Nullable Integer held, boolean aware) {
    boolean bridged = database.bridge && !aware;
    boolean fills = database.column && (aware || bridged);
    Integer value = fills ? (Integer) Database.valueOf(source) : held;
    boolean computed = bridged && !Objects.equals(held, value);
    add(new Op(key, kind, Optional.of(new Row(source, value)), computed), aware);
  }

  private void add(Op op, boolean aware) {
    boolean refused = database.notNull && op.after().isPresent() && op.after().get().value == null;
    if (refused) {
      return;
    }
    ops.add(op);
    database.locked().add(op.key());
    unaware |= !aware && !database.bridge;
  }

  /** It is committed, for everybody who reads the log. */
  void log() {
    logged = true;
    for (Op op : ops) {
      places.put(op.key(), database.append(database.seen(name, op.key(), op.kind()), this));
      if (op.computed()) {
        var id = database.migration.toString();
        database.append(new Seen.Mark(name, MarkKind.BRIDGE, id, database.now()), this);
      }
    }
  }

  /** Everybody sees it, and its locks are free. */
  void show() {
    visible = true;
    for (Op op : ops) {
      op.after()
          .ifPresentOrElse(
              row -> {
                row.written = Objects.requireNonNull(places.get(op.key()));
                if (!database.column) {
                  row.value = null;
                }
                database.rows().put(op.key(), row);
              },
              () -> database.rows().remove(op.key()));
      database.locked().remove(op.key());
    }
    held.forEach(database.locked()::remove);
  }

  void rollBack() {
    visible = true;
    ops.forEach(op -> database.locked().remove(op.key()));
    ops.clear();
    held.forEach(database.locked()::remove);
  }
}
