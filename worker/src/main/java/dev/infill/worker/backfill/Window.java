package dev.infill.worker.backfill;

import dev.infill.common.message.Scatter;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.ChunkEnd;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.rows.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rows ahead of a scattered fill: takes all passes over them but the last, which is the plain
 * fill, chunk by chunk. What is done here only spares the server work later, and whatever goes
 * wrong is left to the plain fill; so nothing of it has to be remembered, told, or done again.
 *
 * <p>A pass comes back to a chunk only after the others: by then no statement that runs beside us
 * still sees the old versions that the pass before left in it.
 */
final class Window {
  /** Chunks that a window has at least, unless its range ends. */
  static final int CHUNKS = 4;

  private final FillRange task;
  private final Scatter scatter;
  private final RowStore rows;
  private final ChunkFiller filler;
  private final InstantSource clock;
  private final Worth worth;

  /** What the passes are over, from the first chunk of the window to the last found so far. */
  private final List<Chunk> passed = new ArrayList<>();

  /** Of these, what is to be filled plainly yet. */
  private final Deque<Chunk> unsettled = new ArrayDeque<>();

  /** Of these, what a lock or a bad row keeps from being filled quickly. */
  private final Set<Chunk> leftOut = new HashSet<>();

  private boolean plain;
  private boolean passing;
  private boolean complete;
  private int share;
  private int next;
  private int found;
  private Duration spent = Duration.ZERO;
  private long updates;
  private long inPlace;

  /**
   * A piece of the range.
   *
   * @param last whether no row was found behind it
   */
  record Chunk(KeyRange keys, int rows, boolean last) {}

  Window(FillRange task, RowStore rows, ChunkFiller filler, InstantSource clock, Worth worth) {
    this.task = task;
    this.scatter = task.scatter();
    this.rows = rows;
    this.filler = filler;
    this.clock = clock;
    this.worth = worth;
  }

  /** Rows of a chunk at most, so that a window has some. */
  static int chunkRows(Scatter scatter, int most) {
    return scatter.scattered() ? Math.clamp(scatter.windowRows() / CHUNKS, 1, most) : most;
  }

  /** Whether it is not wholly filled yet. */
  boolean isOpen() {
    return passing || !unsettled.isEmpty();
  }

  /** Whether {@link #pass} comes before the next plain fill. */
  boolean wantsPass() {
    return passing
        || (unsettled.isEmpty() && !plain && scatter.scattered() && worth.worth(task.id()));
  }

  /** The chunk to be filled plainly next; empty when no window is open. */
  Optional<Chunk> unsettled() {
    return Optional.ofNullable(unsettled.peekFirst());
  }

  /** That chunk is filled. */
  void settled() {
    unsettled.removeFirst();
  }

  /** Rows were filled without a window. */
  void passedBy(long count) {
    worth.passedBy(task.id(), count);
  }

  /**
   * Runs the next statement of the passes.
   *
   * @param rest where the window begins
   * @return the time it took
   * @throws ShardFailure when the server won't do it another time either
   */
  Duration pass(KeyRange rest, ChunkSizer sizer) throws ShardFailure {
    Instant start = clock.instant();
    try {
      if (!passing) {
        open();
      }
      step(rest, sizer);
    } catch (ShardFailure e) {
      if (!Retry.mayPass(e)) {
        throw e;
      }
      leave();
    }
    Duration elapsed = Duration.between(start, clock.instant());
    spent = spent.plus(elapsed);
    return elapsed;
  }

  private void open() {
    passed.clear();
    leftOut.clear();
    passing = true;
    complete = false;
    share = 0;
    next = 0;
    found = 0;
    updates = 0;
    inPlace = 0;
    spent = Duration.ZERO;
  }

  private void step(KeyRange rest, ChunkSizer sizer) throws ShardFailure {
    if (next == passed.size()) {
      find(rest, sizer);
    }
    if (next < passed.size()) {
      Chunk chunk = passed.get(next++);
      if (chunk.rows() > 2 * sizer.rows()) {
        leave(); // it would take too long by now
        return;
      }
      if (!leftOut.contains(chunk)) {
        fill(chunk, sizer);
      }
    }
    if (next == passed.size() && complete) {
      next = 0;
      share++;
      if (share == scatter.passes() - 1) {
        worth.judge(task.id(), scatter.windowRows(), updates, inPlace);
        leave();
      }
    }
  }

  /** Only the first pass comes here: it ends when the window has all its chunks. */
  private void find(KeyRange rest, ChunkSizer sizer) throws ShardFailure {
    var behind =
        passed.isEmpty() ? rest : new KeyRange(passed.getLast().keys().upTo(), rest.upTo());
    ChunkEnd end = rows.chunkEnd(behind, sizer.rows());
    boolean last = end.rows() < sizer.rows();
    if (end.last().isPresent()) {
      var chunk = new Chunk(new KeyRange(behind.after(), end.last()), end.rows(), last);
      passed.add(chunk);
      unsettled.add(chunk);
      found += end.rows();
    }
    complete = last || found >= scatter.windowRows() || slow(sizer);
    if (passed.isEmpty()) {
      leave();
    }
  }

  /** Slow rows make a small window, so that a range is never silent for long. */
  private boolean slow(ChunkSizer sizer) {
    return spent.compareTo(sizer.target().multipliedBy(CHUNKS)) >= 0;
  }

  private void fill(Chunk chunk, ChunkSizer sizer) throws ShardFailure {
    Instant start = clock.instant();
    var done = filler.fillShare(chunk.keys(), share, scatter.passes());
    if (done.isEmpty()) {
      leftOut.add(chunk);
      return;
    }
    sizer.took(chunk.rows(), Duration.between(start, clock.instant()));
    if (share > 0) {
      updates += done.get().filled();
      inPlace += done.get().inPlace();
    }
  }

  /** What is left is for the plain fill; where no chunk was found, all of the range. */
  private void leave() {
    passing = false;
    plain = unsettled.isEmpty();
  }
}
