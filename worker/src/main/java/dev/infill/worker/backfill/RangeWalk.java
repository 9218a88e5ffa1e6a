package dev.infill.worker.backfill;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.Pace;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.ChunkEnd;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.backfill.Window.Chunk;
import dev.infill.worker.port.Reporter;
import dev.infill.worker.port.Stop;
import dev.infill.worker.rows.PaceGate.Answer.Go;
import dev.infill.worker.rows.PaceGate.Answer.Leave;
import dev.infill.worker.rows.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** One walk through one range. Not for a second use. */
final class RangeWalk {
  /** Most chunks that wait for their second look; beyond, the second look comes early. */
  static final int MAX_REMEMBERED = 64;

  /** Longest rest after a chunk, so that a pause is soon heard. */
  private static final Duration MOST_REST = Duration.ofSeconds(1);

  private final RangeFiller.Settings settings;
  private final FillRange task;
  private final RowStore rows;
  private final Reporter reporter;
  private final Stop stop;
  private final ChunkSizer sizer;
  private final ChunkFiller chunks;
  private final Window window;

  /** Chunks with locked rows, in the order of their keys. */
  private final Deque<KeyRange> remembered = new ArrayDeque<>();

  private final Instant began;
  private KeyRange rest;
  private Duration worked = Duration.ZERO;
  private Duration lastTook = Duration.ZERO;
  private int restPercent;
  private int chunkCount;
  private long looked;
  private long filled;
  private long stillLocked;

  RangeWalk(
      RangeFiller.Settings settings, FillRange task, RowStore rows, Reporter reporter, Stop stop) {
    this.settings = settings;
    this.task = task;
    this.rows = rows;
    this.reporter = reporter;
    this.stop = stop;
    this.sizer = new ChunkSizer(limits(task), settings.sizes().start(task.id()));
    this.chunks = new ChunkFiller(task, rows, reporter);
    this.window = new Window(task, rows, chunks, settings.clock(), settings.worth());
    this.began = settings.clock().instant();
    this.rest = task.keys();
  }

  Event run() throws InterruptedException {
    try {
      while (true) {
        Optional<Event> leave = leave();
        if (leave.isPresent()) {
          return leave.get();
        }
        if (remembered.size() >= MAX_REMEMBERED) {
          lookAgain();
        } else if (window.wantsPass() && (window.isOpen() || hasBudget())) {
          lastTook = window.pass(rest, sizer);
          worked = worked.plus(lastTook);
          if (rest()) {
            return returned("the worker leaves");
          }
        } else if (!window.isOpen() && !hasBudget()) {
          if (remembered.isEmpty()) {
            return returned("took longer than " + settings.budget());
          }
          lookAgain();
        } else if (!settings.retry().run(stop, sizer::halve, this::fillNext)) {
          break;
        } else if (rest()) {
          return returned("the worker leaves");
        }
      }
      while (!remembered.isEmpty()) {
        Optional<Event> leave = leave();
        if (leave.isPresent()) {
          return leave.get();
        }
        lookAgain();
      }
      return new RangeFilled(
          task.range(),
          task.attempt(),
          settings.worker(),
          looked,
          filled,
          stillLocked,
          chunkCount,
          since(began).toMillis());
    } catch (ShardFailure e) {
      if (stop.asked() && Retry.mayPass(e)) {
        return returned("the worker leaves");
      }
      return new TaskFailed(task.range(), task.attempt(), e.kind(), e.code(), e.getMessage());
    }
  }

  /** Why the range is given back; empty where the next piece may be worked. */
  private Optional<Event> leave() throws InterruptedException {
    return switch (settings.gate().ask(task.id(), stop)) {
      case Leave(String reason) -> Optional.of(returned(reason));
      case Go(Pace pace) -> {
        sizer.aimAt(pace.chunkTarget());
        restPercent = pace.restPercent();
        yield Optional.empty();
      }
    };
  }

  /**
   * Lets the server breathe between chunks, and between the passes over them. Returns whether it
   * was asked to stop meanwhile.
   */
  private boolean rest() throws InterruptedException {
    Duration rest = lastTook.multipliedBy(restPercent).dividedBy(100);
    return !rest.isZero() && stop.askedWithin(rest.compareTo(MOST_REST) < 0 ? rest : MOST_REST);
  }

  /** Gives back all from the first chunk on that is not wholly done. */
  private RangeReturned returned(String reason) {
    Optional<Key> done = remembered.isEmpty() ? rest.after() : remembered.getFirst().after();
    boolean nothing = done.equals(task.keys().after());
    return new RangeReturned(
        task.range(), task.attempt(), nothing ? Optional.empty() : done, reason);
  }

  /**
   * Fills the next chunk. Returns whether there may be another; repeats it all when tried again.
   */
  private boolean fillNext() throws ShardFailure {
    if (window.unsettled().isPresent()) {
      return settle(window.unsettled().get());
    }
    int asked = sizer.rows();
    ChunkEnd end = rows.chunkEnd(rest, asked);
    if (end.last().isEmpty()) {
      return false;
    }
    boolean more = end.rows() >= asked;
    fill(end.last().get(), end.rows(), more);
    window.passedBy(end.rows());
    return more;
  }

  /** Fills a chunk that the passes were over, or a part of one that has become too large. */
  private boolean settle(Chunk chunk) throws ShardFailure {
    Key last = chunk.keys().upTo().orElseThrow();
    int asked = sizer.rows();
    int left = chunk.rows();
    if (left > 2 * asked) {
      ChunkEnd end = rows.chunkEnd(new KeyRange(rest.after(), Optional.of(last)), asked);
      if (end.last().isPresent() && end.rows() == asked) {
        fill(end.last().get(), asked, true);
        return true;
      }
      left = end.rows();
    }
    if (left > 0) {
      fill(last, left, !chunk.last());
    }
    rest = rest.rest(last);
    window.settled();
    return !chunk.last();
  }

  private void fill(Key upTo, int count, boolean more) throws ShardFailure {
    Instant start = settings.clock().instant();
    boolean plain = chunks.fill(new KeyRange(rest.after(), Optional.of(upTo)), count);
    Duration elapsed = since(start);
    if (plain) {
      sizer.took(count, elapsed);
      settings.sizes().remember(task.id(), sizer.rows());
    }
    tell(more ? Optional.of(upTo) : Optional.empty(), count, elapsed);
    remembered.addAll(chunks.takeSkipped());
    rest = rest.rest(upTo);
    looked += count;
  }

  /** Looks again at the first chunk that had locked rows, and then leaves these to reconcile. */
  private void lookAgain() throws ShardFailure {
    KeyRange chunk = remembered.getFirst();
    Instant start = settings.clock().instant();
    settings
        .retry()
        .run(
            stop,
            () -> {},
            () -> {
              chunks.fill(chunk, sizer.rows());
              return true;
            });
    stillLocked += chunks.skipped();
    chunks.takeSkipped();
    tell(chunk.upTo(), 0, since(start));
    remembered.removeFirst();
  }

  private void tell(Optional<Key> upTo, long rowCount, Duration elapsed) {
    long wrote = chunks.takeFilled();
    filled += wrote;
    chunkCount++;
    worked = worked.plus(elapsed);
    lastTook = elapsed;
    reporter.report(
        task.id(),
        new ChunkFilled(
            task.range(),
            task.attempt(),
            upTo,
            rowCount,
            wrote,
            rowCount == 0 ? 0 : chunks.skipped(),
            elapsed.toMillis()));
  }

  private boolean hasBudget() {
    return worked.compareTo(settings.budget()) < 0;
  }

  /** A window of a few chunks is none. */
  private static ChunkLimits limits(FillRange task) {
    ChunkLimits limits = task.limits();
    int most = Window.chunkRows(task.scatter(), limits.maxRows());
    return new ChunkLimits(
        Math.min(limits.minRows(), most), most, limits.target(), limits.lockTimeout());
  }

  private Duration since(Instant start) {
    return Duration.between(start, settings.clock().instant());
  }
}
