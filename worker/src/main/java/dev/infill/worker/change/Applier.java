package dev.infill.worker.change;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change;
import dev.infill.common.message.Change.Barrier;
import dev.infill.common.message.Change.BridgeComputed;
import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.RowStores;
import dev.infill.common.shard.ShardFailure;
import dev.infill.worker.port.CaptureSource;
import dev.infill.worker.port.Reporter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies the changes of one partition. A shard that does not answer, or a row that stays locked,
 * waits in a backlog while the others go on, until the backlog is full.
 *
 * <p>One thread uses it. Only {@link #committable} may be asked by others.
 */
public final class Applier {
  /** Most keys that wait; beyond, no more should be taken. */
  static final int FULL = 10_000;

  /** How often it reports what it did. */
  static final Duration REPORT = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

  private final int partition;
  private final int partitions;
  private final long countFrom;
  private final CaptureSource captures;
  private final RowStores stores;
  private final Reporter reporter;
  private final InstantSource clock;
  private final Map<MigrationShard, Backlog> backlogs = new HashMap<>();
  private final Set<MigrationShard> unknown = new HashSet<>();
  private Instant reported;
  private long next = -1;
  private long kept = -1;
  private volatile long committable = -1;

  /**
   * @param partition whose changes it applies
   * @param partitions how many partitions there are
   * @param countFrom the first offset whose change is counted; those before may have been applied
   *     by a predecessor, and tell nothing about their writers
   */
  public Applier(
      int partition,
      int partitions,
      long countFrom,
      CaptureSource captures,
      RowStores stores,
      Reporter reporter,
      InstantSource clock) {
    this.partition = partition;
    this.partitions = partitions;
    this.countFrom = countFrom;
    this.captures = captures;
    this.stores = stores;
    this.reporter = reporter;
    this.clock = clock;
    this.reported = clock.instant();
  }

  /** Takes the next change of the partition; {@link #work} applies it. */
  public void take(long offset, Change change) {
    next = offset + 1;
    Backlog backlog = backlogs.computeIfAbsent(change.id(), Backlog::new);
    switch (change) {
      case RowChanged row -> backlog.add(offset, row, offset >= countFrom && !row.own());
      case LookupChanged lookup -> backlog.add(offset, lookup, offset >= countFrom);
      case Barrier barrier -> backlog.add(offset, barrier);
      case BridgeComputed computed -> backlog.tally().bridge(computed.committed());
    }
  }

  /** Takes note of a record that is no change. */
  public void skip(long offset) {
    next = offset + 1;
  }

  /** Whether so much waits that no more should be taken. */
  public boolean full() {
    return waiting() >= FULL;
  }

  /**
   * Applies what is due, passes barriers, and reports when it is time.
   *
   * @throws InterruptedException when the thread is asked to end; nothing is forgotten by that
   */
  public void work() throws InterruptedException {
    for (Backlog backlog : backlogs.values()) {
      work(backlog);
    }
    // A backlog stays, empty, until its tally was reported.
    backlogs.values().removeIf(backlog -> backlog.isEmpty() && backlog.tally().isEmpty());
    if (!clock.instant().isBefore(reported.plus(REPORT))) {
      flush();
    }
  }

  /**
   * Reports what was done, and lets the offsets behind it be committed once that is kept.
   *
   * @throws InterruptedException when the thread is asked to end; nothing is forgotten by that
   */
  public void flush() throws InterruptedException {
    reported = clock.instant();
    long done = backlogs.values().stream().mapToLong(Backlog::oldest).reduce(next, Math::min);
    if (done == kept && backlogs.values().stream().allMatch(b -> b.tally().isEmpty())) {
      return;
    }
    backlogs.forEach((id, backlog) -> backlog.tally().report(id, partition, reporter));
    reporter.awaitKept();
    kept = done;
    committable = done;
  }

  /** When {@link #work} has something to do again, unless a change is taken before. */
  public Instant wake() {
    Instant report = reported.plus(REPORT);
    return backlogs.values().stream()
        .flatMap(backlog -> backlog.due().stream())
        .reduce(report, (a, b) -> a.isBefore(b) ? a : b);
  }

  /** The offset from which a successor must begin; negative when nothing was done yet. */
  public long committable() {
    return committable;
  }

  private int waiting() {
    return backlogs.values().stream().mapToInt(Backlog::size).sum();
  }

  private void work(Backlog backlog) throws InterruptedException {
    Instant now = clock.instant();
    if (backlog.isEmpty() || backlog.restsAt(now)) {
      return;
    }
    Optional<Capture> capture = captures.find(backlog.id());
    if (capture.isEmpty()) {
      drop(backlog);
      return;
    }
    unknown.remove(backlog.id());
    try {
      backlog.apply(stores.open(capture.get().shard(), capture.get().fill()), reporter, clock);
      pass(backlog);
    } catch (ShardFailure e) {
      if (captures.find(backlog.id()).isEmpty()) {
        drop(backlog);
      } else if (backlog.failed(now)) {
        LOG.warn(
            "changes wait, the shard can't take them: migration={} code={} reason={}",
            backlog.id(),
            e.code(),
            e.getMessage());
      }
    }
  }

  /** Released or rolled back, perhaps just now: nobody needs its changes any more. */
  private void drop(Backlog backlog) {
    if (unknown.add(backlog.id())) {
      LOG.debug("changes are dropped, nothing captures them: migration={}", backlog.id());
    }
    backlog.clear();
  }

  /** Whoever hears that a barrier was passed has been told before what was applied until then. */
  private void pass(Backlog backlog) {
    List<Barrier> passed = backlog.passed();
    if (!passed.isEmpty()) {
      backlog.tally().report(backlog.id(), partition, reporter);
    }
    for (Barrier barrier : passed) {
      reporter.report(barrier.id(), new BarrierPassed(barrier.barrier(), partition, partitions));
    }
  }
}
