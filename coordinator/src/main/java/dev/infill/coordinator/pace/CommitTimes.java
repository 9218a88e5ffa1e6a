package dev.infill.coordinator.pace;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last small commits, against those of a calm time. What nine of ten keep within is compared: a
 * single slow one says nothing, and the median notices late.
 *
 * @param recent the last of them since the work was last made more or less, at most {@value #MOST}
 * @param calm what they took in the calm; empty before enough were seen
 */
record CommitTimes(List<Duration> recent, Optional<Duration> calm) {
  /** At several a second, some seconds' worth. */
  static final int MOST = 24;

  /** Fewer say nothing. */
  static final int ENOUGH = 14;

  private static final double SHARE = 0.9;

  /** Commits that are quicker than this differ by chance. */
  private static final Duration QUICK = Duration.ofNanos(250_000);

  /** How much of the difference a time that is a little calmer still makes. */
  private static final double CALMER = 0.2;

  static final CommitTimes NONE = new CommitTimes(List.of(), Optional.empty());

  CommitTimes {
    recent = List.copyOf(recent);
  }

  /** With some more of them. The first that are many are those of the calm. */
  CommitTimes with(List<Duration> measured) {
    var all = Stream.concat(recent.stream(), measured.stream()).toList();
    var kept = new CommitTimes(all.subList(Math.max(0, all.size() - MOST), all.size()), calm);
    if (calm.isEmpty()) {
      return kept.recent.size() == MOST ? kept.calmNow() : kept;
    }
    Duration before = calm.get();
    return kept.now()
        .filter(now -> now.compareTo(before) < 0)
        .map(now -> kept.calmedAt(calmer(before, now)))
        .orElse(kept);
  }

  /** Of those that were seen until now, none says anything about what comes. */
  CommitTimes afresh() {
    return new CommitTimes(List.of(), calm);
  }

  /** As it is now is the calm: it is not our doing. */
  CommitTimes calmNow() {
    return now().map(this::calmedAt).orElse(this);
  }

  /** Empty while too few were seen, or none in the calm. */
  Optional<Slowdown> slowdown() {
    return calm.flatMap(c -> now().map(n -> new Slowdown(c.compareTo(QUICK) > 0 ? c : QUICK, n)));
  }

  /** A little calmer may be chance; in half the time, it was no calm that was listened to. */
  private static Duration calmer(Duration before, Duration now) {
    return now.multipliedBy(2).compareTo(before) <= 0
        ? now
        : before.minus(Duration.ofNanos(Math.round(CALMER * before.minus(now).toNanos())));
  }

  private CommitTimes calmedAt(Duration now) {
    return new CommitTimes(recent, Optional.of(now));
  }

  private Optional<Duration> now() {
    if (recent.size() < ENOUGH) {
      return Optional.empty();
    }
    int at = (int) Math.round(SHARE * (recent.size() - 1));
    return Optional.of(recent.stream().sorted().toList().get(at));
  }
}
