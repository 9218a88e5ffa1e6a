package dev.infill.deploy.simulation;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.simulation.Database.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A worker's statements on a shard's rows. Before and after each, others may come between: the
 * worker may die, the connection may break, and a statement may go on at the server all the same.
 * Where a transform computes the values, what it reads and what it writes are two statements.
 */
final class Rows implements RowStore {
  private static final String FILLS = "fills";
  private static final Duration HANGS = Duration.ofSeconds(45);

  private final Database database;
  private final Machine worker;
  private final World world;

  Rows(Database database, Machine worker) {
    this.database = database;
    this.worker = worker;
    this.world = worker.world();
  }

  private interface Statement<T> {
    T run() throws ShardFailure;
  }

  @Override
  public ChunkEnd chunkEnd(KeyRange range, int most) throws ShardFailure {
    return statement(
        "finds the end of a chunk",
        false,
        () -> {
          var first = database.rows(range).keySet().stream().limit(most).toList();
          return first.isEmpty()
              ? new ChunkEnd(Optional.empty(), 0)
              : new ChunkEnd(Optional.of(Database.key(first.getLast())), first.size());
        });
  }

  @Override
  public Filled fill(KeyRange chunk, Duration lockTimeout) throws ShardFailure {
    world.witness().chunkBegins(worker, database);
    return write(FILLS, () -> database.rows(chunk).keySet(), false).filled();
  }

  /** Does nothing ahead of the fill. */
  @Override
  public FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout) {
    return new FilledShare(0, 0);
  }

  @Override
  public Filled fillUnlocked(KeyRange chunk) throws ShardFailure {
    return write(FILLS + " around locks", () -> database.rows(chunk).keySet(), true).filled();
  }

  @Override
  public Checked check(KeyRange range, int maxDiffering) throws ShardFailure {
    return statement(
        "checks",
        false,
        () -> {
          var rows = database.rows(range);
          var wrong =
              rows.keySet().stream()
                  .filter(k -> !row(k).right() && !world.broken(Mutant.CHECKS_NOTHING))
                  .toList();
          rows.keySet().stream()
              .filter(k -> !wrong.contains(k))
              .forEach(k -> row(k).settledIn = database.slots);
          long digest = rows.entrySet().stream().mapToLong(Rows::digest).sum();
          return new Checked(
              rows.size(),
              rows.size() - wrong.size(),
              wrong.stream().limit(maxDiffering).map(Database::key).toList(),
              wrong.size() > maxDiffering,
              digest);
        });
  }

  @Override
  public Written write(List<Key> keys, Duration lockTimeout) throws ShardFailure {
    return write("writes", () -> numbers(keys), false).answer();
  }

  @Override
  public Written writeUnlocked(List<Key> keys) throws ShardFailure {
    return write("writes around locks", () -> numbers(keys), true).answer();
  }

  @Override
  public List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most) {
    throw new IllegalStateException("no value looks into another table");
  }

  @Override
  public Set<String> writing() {
    throw new IllegalStateException("no value looks into another table");
  }

  /** What a statement found, and which of it it wrote. */
  private record Facts(List<Integer> existing, List<Integer> changed, List<Integer> locked) {
    Filled filled() {
      return new Filled(changed.size(), locked.size());
    }

    Written answer() {
      return new Written(keys(existing), keys(changed), keys(locked));
    }

    private static Set<Key> keys(List<Integer> numbers) {
      var keys = new HashSet<Key>();
      numbers.forEach(number -> keys.add(Database.key(number)));
      return keys;
    }
  }

  private Facts write(String what, Supplier<Collection<Integer>> which, boolean aroundLocked)
      throws ShardFailure {
    if (!world.scenario().transform()) {
      return acknowledged(what, which, () -> write(what, read(which.get()), aroundLocked));
    }
    var read = statement(what + ": reads", false, () -> read(which.get()));
    if (world.trouble(10)) {
      // Longer than anybody waits: the range is sent again, and done by another.
      world.threads().sleep(database + ": hangs before it " + what, worker, HANGS);
    }
    return acknowledged(what, which, () -> write(what, read, aroundLocked));
  }

  /** The sources of those rows that are there. */
  private Map<Integer, Integer> read(Collection<Integer> keys) {
    var sources = new TreeMap<Integer, Integer>();
    for (int key : keys) {
      if (database.rows().containsKey(key)) {
        sources.put(key, row(key).source);
      }
    }
    return sources;
  }

  /** Writes what differs from what follows from the sources, where these are still the same. */
  private Facts write(String what, Map<Integer, Integer> sources, boolean aroundLocked)
      throws ShardFailure {
    if (!database.column) {
      throw new ShardFailure(FailureKind.PERMANENT, "42703", "the column is not there");
    }
    var facts = new Facts(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    var settled = new ArrayList<Integer>();
    for (var read : sources.entrySet()) {
      int key = read.getKey();
      if (!database.rows().containsKey(key)) {
        continue;
      }
      facts.existing().add(key);
      boolean same = row(key).source == read.getValue();
      if (!same && !world.broken(Mutant.COMPARES_NOTHING)) {
        continue;
      }
      boolean differs = !Objects.equals(row(key).value, Database.valueOf(read.getValue()));
      if (differs) {
        (database.isLocked(key) ? facts.locked() : facts.changed()).add(key);
      }
      if (!what.startsWith(FILLS) && !(differs && database.isLocked(key))) {
        settled.add(key);
      }
    }
    if (!aroundLocked && !facts.locked().isEmpty()) {
      throw new ShardFailure(FailureKind.TRANSIENT, "55P03", "a row is locked");
    }
    database.write(facts.changed(), sources);
    settled.forEach(key -> row(key).settledIn = database.slots);
    return facts;
  }

  private Facts acknowledged(
      String what, Supplier<Collection<Integer>> which, Statement<Facts> statement)
      throws ShardFailure {
    if (!world.broken(Mutant.ACKNOWLEDGES_FIRST)) {
      return statement(what, true, statement);
    }
    worker.later(() -> quietly(statement));
    return statement(what, false, () -> new Facts(List.copyOf(which.get()), List.of(), List.of()));
  }

  private <T> T statement(String what, boolean writes, Statement<T> statement) throws ShardFailure {
    try {
      world.threads().pause(database + ": " + what);
    } catch (Died e) {
      if (writes && world.random().nextInt(3) == 0) {
        database.late(() -> quietly(statement));
      }
      throw e;
    }
    if (world.trouble(2)) {
      throw new ShardFailure(FailureKind.TRANSIENT, "08001", "no connection");
    }
    if (writes && world.trouble(2)) {
      switch (world.random().nextInt(3)) {
        case 0 -> quietly(statement);
        case 1 -> database.late(() -> quietly(statement));
        default -> world.trace(() -> "the statement never came to " + database);
      }
      throw new ShardFailure(FailureKind.AMBIGUOUS, "08006", "the connection broke");
    }
    T answer = statement.run();
    world.threads().pause(database + ": " + what + ", done");
    return answer;
  }

  /** At the server, where nobody hears of it. */
  private void quietly(Statement<?> statement) {
    try {
      statement.run();
    } catch (ShardFailure e) {
      world.trace(() -> "a statement nobody waits for fails at " + database + ": " + e.code());
    }
  }

  private static List<Integer> numbers(List<Key> keys) {
    return keys.stream().distinct().map(Database::number).toList();
  }

  private Row row(int key) {
    return Objects.requireNonNull(database.rows().get(key));
  }

  private static long digest(Map.Entry<Integer, Row> row) {
    Integer value = row.getValue().value;
    return 31L * row.getKey() + (value == null ? 0 : value);
  }
}
