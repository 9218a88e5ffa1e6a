package dev.infill.deploy.simulation;

import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.worker.debezium.MarkKind;
import dev.infill.worker.debezium.Seen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one shard's server holds for a migration: a table whose rows have a source and the new
 * column, a log of what was committed, and a slot. A statement is one step. A transaction of the
 * application locks its rows until it can be seen, which is a moment after it is in the log.
 */
final class Database {
  /** A row as everybody sees it. */
  static final class Row {
    int source;
    @Nullable Integer value;

    /** Where in the log the application last wrote it; negative where it did so before. */
    int written = -1;

    /** The capture during which it was last checked, repaired or dual-written; a fill is none. */
    int settledIn = -1;

    Row(int source, @Nullable Integer value) {
      this.source = source;
      this.value = value;
    }

    boolean right() {
      return Objects.equals(value, valueOf(source));
    }
  }

  /**
   * What the log holds.
   *
   * @param writer the application's transaction; empty where it can be seen at once
   */
  record Entry(Seen seen, Optional<Transaction> writer) {}

  /** How far a capture has come, counted from the beginning of which slot. */
  record Place(int slot, int position) {}

  /** A slot, or a note of where to begin, of a server that keeps no position. */
  static final class Slot {
    final int number;
    final int begin;
    int kept;

    /** Counts those who began to read; only the last may go on. */
    int readers;

    private Slot(int number, int begin) {
      this.number = number;
      this.begin = begin;
      this.kept = begin;
    }
  }

  private final World world;
  private final String name;
  private final String newColumn;
  private final int keys;

  /** Of a table that is not small, the application writes some rows often, and most never. */
  private final int firstHot;

  private final int hotKeys;
  private final NavigableMap<Integer, Row> rows = new TreeMap<>();
  private final Set<Integer> locked = new HashSet<>();
  private final List<Entry> log = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();
  final MigrationShard migration;
  @Nullable Slot slot;
  int slots;
  int transactions;
  boolean column;
  boolean bridge;
  boolean notNull;
  boolean lags;

  /** Until somebody gives us the privilege to change the table. */
  Instant refusesUntil = Instant.EPOCH;

  /** Whether somebody waits for the whole table; until then nobody else gets a row's lock. */
  boolean waitedFor;

  /** Who changes the schema now. */
  @Nullable Machine advisory;

  Database(World world, MigrationShard migration, String newColumn, int size) {
    this.world = world;
    this.migration = migration;
    this.name = migration.shard().name() + "/" + newColumn;
    this.newColumn = newColumn;
    this.keys = 2 * Math.max(3, size);
    this.firstHot = world.random().nextInt(keys);
    this.hotKeys = Math.max(1, keys * world.scenario().hot() / 100);
    for (int row = 1; row <= size; row++) {
      rows.put(2 * row, new Row(world.random().nextInt(100), null));
    }
  }

  /** What the new column shall hold. */
  static int valueOf(int source) {
    return 7 * source + 3;
  }

  static Key key(int number) {
    return Key.of(Integer.toString(number));
  }

  static int number(Key key) {
    return Integer.parseInt(key.parts().getFirst());
  }

  String newColumn() {
    return newColumn;
  }

  /** Some key that the application writes. */
  int writtenKey(Random random) {
    return 1 + (firstHot + random.nextInt(hotKeys)) % keys;
  }

  NavigableMap<Integer, Row> rows() {
    return rows;
  }

  /** The rows of a range as they can be seen now. */
  NavigableMap<Integer, Row> rows(KeyRange range) {
    int after = range.after().map(Database::number).orElse(Integer.MIN_VALUE);
    int upTo = range.upTo().map(Database::number).orElse(Integer.MAX_VALUE);
    return after >= upTo ? new TreeMap<>() : rows.subMap(after, false, upTo, true);
  }

  Instant now() {
    return world.now();
  }

  List<Entry> log() {
    return log;
  }

  boolean isLocked(int row) {
    return locked.contains(row);
  }

  Set<Integer> locked() {
    return locked;
  }

  /** Keys that are not right. */
  List<Integer> wrong() {
    return rows.entrySet().stream()
        .filter(e -> !e.getValue().right())
        .map(e -> e.getKey())
        .toList();
  }

  /**
   * A statement of ours writes rows that nobody has locked; it is one transaction.
   *
   * @param sources from which the values follow
   */
  void write(List<Integer> keys, Map<Integer, Integer> sources) {
    if (keys.isEmpty()) {
      return;
    }
    OwnWrites policy = world.scenario().ownWrites();
    String transaction = "own" + ++transactions;
    if (policy != OwnWrites.FILTERED) {
      append(new Seen.Mark(transaction, MarkKind.OWN, "", world.now()));
    }
    for (int key : keys) {
      Row row = Objects.requireNonNull(rows.get(key));
      row.value = valueOf(Objects.requireNonNull(sources.get(key)));
      if (policy != OwnWrites.FILTERED) {
        append(seen(transaction, key, RowChanged.Kind.UPDATE));
      }
    }
  }

  Seen seen(String transaction, int key, RowChanged.Kind kind) {
    return new Seen.Row(transaction, new RowChanged(migration, key(key), kind, world.now(), false));
  }

  void append(Seen seen) {
    log.add(new Entry(seen, Optional.empty()));
  }

  /** The application's, which can't be seen yet. Returns where it is. */
  int append(Seen seen, Transaction writer) {
    log.add(new Entry(seen, Optional.of(writer)));
    return log.size() - 1;
  }

  void mark(MarkKind kind, String content) {
    append(new Seen.Mark("", kind, content, world.now()));
  }

  void makeSlot() {
    if (slot == null) {
      slot = new Slot(++slots, log.size());
    }
  }

  void dropSlot() {
    slot = null;
  }

  /** A statement that goes on at the server though whoever sent it is gone. */
  void late(Runnable statement) {
    late.add(statement);
  }

  boolean hasLate() {
    return !late.isEmpty();
  }

  void runLate() {
    late.remove(world.random().nextInt(late.size())).run();
  }

  void forgetColumn() {
    column = false;
    bridge = false;
    notNull = false;
    rows.values().forEach(row -> row.value = null);
  }

  @Override
  public String toString() {
    return name;
  }
}
