package dev.infill.coordinator.status;

import dev.infill.common.message.Pace;
import dev.infill.coordinator.lifecycle.Effects;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How many workers could be used, for whoever starts and stops them.
 *
 * @param ranges ranges that could be worked on now: what the pace of each shard allows, and no more
 *     than are left
 * @param workers so many workers for them, of as many slots as those that live have on the average
 * @param next what it will be when the next window begins or ends; absent while none will
 */
public record Demand(int ranges, int workers, Optional<Next> next) {
  /** Of a worker that nobody has heard of yet. */
  private static final int USUAL_SLOTS = 2;

  /**
   * @param at when
   * @param ranges ranges that could be worked on then, if the servers bear the limits
   * @param workers so many workers for them
   */
  public record Next(Instant at, int ranges, int workers) {}

  static Demand of(Views views, Instant now) {
    var working = views.migrations().stream().filter(Effects::works).toList();
    double slots =
        Statuses.workers(views, now).stream()
            .filter(WorkerStatus::alive)
            .mapToInt(WorkerStatus::slots)
            .average()
            .orElse(USUAL_SLOTS);
    int ranges = working.stream().mapToInt(m -> now(m, views.pace(m.id()), now)).sum();
    return new Demand(ranges, workers(ranges, slots), next(working, slots, now));
  }

  private static Optional<Next> next(List<ShardMigration> working, double slots, Instant now) {
    return working.stream()
        .flatMap(m -> change(m, now).stream())
        .min(Comparator.naturalOrder())
        .map(
            at -> {
              int ranges = working.stream().mapToInt(m -> then(m, at)).sum();
              return new Next(at, ranges, workers(ranges, slots));
            });
  }

  /** When a window begins or ends. */
  private static Optional<Instant> change(ShardMigration m, Instant now) {
    var windows = m.spec().schedule().windows();
    return windows.open(now) ? windows.closes(now) : windows.opens(now);
  }

  private static int now(ShardMigration m, Optional<Pace> pace, Instant now) {
    int allowed =
        Stream.of(
                m.limits(now).rangesInFlight(),
                pace.map(Pace::rangesInFlight).orElse(0),
                m.rangesLeft())
            .min(Comparator.naturalOrder())
            .orElseThrow();
    return m.standstill(now).isPresent() ? 0 : allowed;
  }

  private static int then(ShardMigration m, Instant at) {
    return m.standstill(at).isPresent()
        ? 0
        : Math.min(m.limits(at).rangesInFlight(), m.rangesLeft());
  }

  private static int workers(int ranges, double slots) {
    return (int) Math.ceil(ranges / slots);
  }
}
