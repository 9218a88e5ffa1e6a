package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.RangeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What workers and steps tell, shortened to what a test is about. */
final class Told {
  /** Rows that each range of a test has. */
  static final int ROWS = 10;

  private Told() {}

  static RangesCut cut(int walk, Optional<String> after, boolean end, String... bounds) {
    return new RangesCut(walk, after.map(Key::of), Stream.of(bounds).map(Key::of).toList(), end);
  }

  static ChunkFilled chunk(String range, int attempt, long filled) {
    return new ChunkFilled(RangeId.parse(range), attempt, Optional.empty(), ROWS, filled, 0, 20);
  }

  static RangeFilled filled(String range, int attempt) {
    return new RangeFilled(RangeId.parse(range), attempt, "w-1", ROWS, ROWS, 0, 1, 20);
  }

  static RangeReturned returned(String range, int attempt) {
    return new RangeReturned(RangeId.parse(range), attempt, Optional.empty(), "leaving");
  }

  static RangeReturned returned(String range, int attempt, String upTo) {
    return new RangeReturned(
        RangeId.parse(range), attempt, Optional.of(Key.of(upTo)), "took too long");
  }

  /** All rows are right but these. */
  static RangeChecked checked(String range, int attempt, String... differing) {
    var keys = Stream.of(differing).map(Key::of).toList();
    return new RangeChecked(
        RangeId.parse(range), attempt, ROWS, ROWS - keys.size(), keys, false, 7, 20);
  }

  /** As many rows differ as one event can list. */
  static RangeChecked muchDiffers(String range, int attempt, boolean more) {
    var keys = keys(RangeChecked.MAX_DIFFERING);
    return new RangeChecked(
        RangeId.parse(range), attempt, 2L * keys.size(), keys.size(), keys, more, 7, 20);
  }

  static List<Key> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> Key.of("k" + i)).toList();
  }

  static RowsRepaired repaired(String range, int attempt, long written, String... remaining) {
    return new RowsRepaired(
        RangeId.parse(range), attempt, written, Stream.of(remaining).map(Key::of).toList());
  }

  static RowQuarantined quarantined(String key) {
    return new RowQuarantined(Key.of(key), "22012", "the value divides by zero");
  }

  static TaskFailed failed(String range, int attempt, FailureKind kind) {
    return new TaskFailed(RangeId.parse(range), attempt, kind, "57P01", "the server stopped");
  }

  static TaskFailed columnMissing(String range, int attempt, String code) {
    return new TaskFailed(
        RangeId.parse(range), attempt, FailureKind.PERMANENT, code, "a column that is not there");
  }

  static StepFailed stepFailed(String step) {
    return new StepFailed(step, FailureKind.PERMANENT, "must be owner", "Grant it.");
  }

  static BarrierPassed passed(String barrier, int partition) {
    return new BarrierPassed(barrier, partition, Life.PARTITIONS);
  }

  /** Writes of an application that fills the column. */
  static ChangesApplied aware(long changes, Instant commit) {
    return new ChangesApplied(0, changes, 1, 0, 0, Optional.empty(), commit, 5);
  }

  /** Writes of an application that does not know the column. */
  static ChangesApplied unaware(long changes, Instant commit) {
    return new ChangesApplied(0, changes, 1, changes, 1, Optional.of(commit), commit, 5);
  }
}
