package dev.infill.worker.backfill;

import static dev.infill.worker.testing.FakeRowStore.failure;
import static dev.infill.worker.testing.FakeRowStore.key;
import static dev.infill.worker.testing.Given.FILL;
import static dev.infill.worker.testing.Given.ID;
import static dev.infill.worker.testing.Given.RANGE;
import static dev.infill.worker.testing.Given.RETRY;
import static dev.infill.worker.testing.Given.SHARD;
import static dev.infill.worker.testing.Given.pace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.KeyRange;
import dev.infill.worker.testing.BusyRowStore;
import dev.infill.worker.testing.FakeClock;
import dev.infill.worker.testing.FakeReporter;
import dev.infill.worker.testing.FakeRowStore;
import dev.infill.worker.testing.FakeStop;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever the application inserts, deletes, updates and locks while ranges are walked: each row is
 * right in the end, was captured, or was told to be locked.
 */
class WalkPropertiesTest {
  /**
   * @param rows the keys that are there in the beginning
   * @param bounds where the key space is cut
   * @param scatter in how many passes a window is filled
   * @param budgetMillis after which a range is given back; a row takes one
   * @param busy how often in ten the application does something before a statement
   */
  record Scenario(
      Set<Long> rows,
      Set<Long> bounds,
      ChunkLimits limits,
      Scatter scatter,
      int budgetMillis,
      int busy,
      long seed) {}

  @Property(tries = 2_000, seed = "20261121", edgeCases = EdgeCasesMode.NONE)
  void everyRowIsVisitedCapturedOrToldToBeLocked(@ForAll("scenarios") Scenario scenario)
      throws Exception {
    var walk = new Walk(scenario);

    walk.overAllRanges();

    var missed = new TreeSet<>(walk.rows.wrong());
    missed.removeAll(walk.captured);
    assertThat(missed.size()).isLessThanOrEqualTo((int) walk.toldLocked);
    missed.removeAll(walk.everLocked);
    assertThat(missed).isEmpty();
  }

  @Property(tries = 1_000, seed = "20261122", edgeCases = EdgeCasesMode.NONE)
  void noRowIsWrittenTwiceWhereNobodyElseWrites(@ForAll("scenarios") Scenario scenario)
      throws Exception {
    var walk =
        new Walk(
            new Scenario(
                scenario.rows,
                scenario.bounds,
                scenario.limits,
                scenario.scatter,
                scenario.budgetMillis,
                0,
                scenario.seed));

    walk.overAllRanges();

    assertThat(walk.rows.wrong()).isEmpty();
    assertThat(walk.filled).isEqualTo(scenario.rows.size());
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    Arbitrary<Long> keys =
        Arbitraries.frequencyOf(
            Tuple.of(20, Arbitraries.longs().between(-400, 400)),
            Tuple.of(
                1,
                Arbitraries.of(
                    Long.MIN_VALUE + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1, -1L, 0L, 1L << 40)));
    return Combinators.combine(
            keys.set().ofMaxSize(300),
            keys.set().ofMaxSize(6),
            limits(),
            scatter(),
            Arbitraries.integers().between(1, 400),
            Arbitraries.integers().between(0, 10),
            Arbitraries.longs())
        .as(
            (rows, bounds, limits, scatter, budget, busy, seed) ->
                new Scenario(rows, bounds, limits, scatter, budget, busy, seed));
  }

  private static Arbitrary<ChunkLimits> limits() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 20), Arbitraries.integers().between(0, 80))
        .as(
            (least, more) ->
                new ChunkLimits(
                    least, least + more, Duration.ofMillis(20), Duration.ofMillis(100)));
  }

  private static Arbitrary<Scatter> scatter() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 5), Arbitraries.integers().between(1, 150))
        .as((passes, window) -> new Scatter(passes, window, "the test says so"));
  }

  /** A table, its application and the walks over all ranges. */
  private static final class Walk {
    private static final int MOST_SENDINGS = 10_000;

    private final Scenario scenario;
    private final Random random;
    private final FakeClock clock = new FakeClock();
    private final FakeRowStore rows = new FakeRowStore(clock);
    private final Set<Long> captured = new TreeSet<>();
    private final Set<Long> everLocked = new TreeSet<>();
    private long toldLocked;
    private long filled;

    Walk(Scenario scenario) {
      this.scenario = scenario;
      this.random = new Random(scenario.seed);
      scenario.rows.forEach(rows::makeWrong);
      rows.takes(Duration.ofMillis(1));
    }

    void overAllRanges() throws Exception {
      Optional<Long> after = Optional.empty();
      for (Long bound : new TreeSet<>(scenario.bounds)) {
        over(new KeyRange(after.map(FakeRowStore::key), Optional.of(key(bound))));
        after = Optional.of(bound);
      }
      over(new KeyRange(after.map(FakeRowStore::key), Optional.empty()));
    }

    /** As the coordinator has it done: what is given back is sent again. */
    private void over(KeyRange range) throws Exception {
      KeyRange rest = range;
      for (int attempt = 1; attempt < MOST_SENDINGS; attempt++) {
        switch (send(rest, attempt)) {
          case RangeReturned returned -> rest = returned.doneUpTo().map(rest::rest).orElse(rest);
          case RangeFilled done -> {
            return;
          }
          case TaskFailed failed when failed.kind() == FailureKind.TRANSIENT -> {}
          case Event other -> throw new AssertionError(other);
        }
      }
      throw new AssertionError("the range is never done");
    }

    private Event send(KeyRange range, int attempt) throws Exception {
      var reporter = new FakeReporter();
      var filler =
          new RangeFiller(
              "w-1",
              id -> Optional.of(pace(4)),
              clock,
              Duration.ofMillis(scenario.budgetMillis),
              RETRY);
      Event end =
          filler.fill(
              new FillRange(
                  ID, RANGE, attempt, range, SHARD, FILL, scenario.limits, scenario.scatter),
              new BusyRowStore(rows, this::application),
              reporter,
              new FakeStop(clock));
      var chunks = reporter.events(ChunkFilled.class);
      filled += chunks.stream().mapToLong(ChunkFilled::filled).sum();
      toldLocked += chunks.stream().mapToLong(ChunkFilled::skipped).sum();
      return end;
    }

    private void application() {
      if (random.nextInt(10) >= scenario.busy) {
        return;
      }
      long id = random.nextLong(-400, 401);
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4 -> rows.delete(id);
        case 5, 6, 7, 8, 9, 10, 11 -> {
          rows.makeWrong(id); // an insert, or an update
          captured.add(id);
        }
        case 12, 13, 14, 15 -> {
          rows.lock(id);
          everLocked.add(id);
        }
        case 16, 17, 18 -> rows.unlock();
        default -> rows.failNext(failure(FailureKind.TRANSIENT, "40001"));
      }
    }
  }
}
