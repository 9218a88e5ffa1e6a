package dev.infill.deploy.bench.cluster;

import dev.infill.deploy.bench.Spread;
import dev.infill.deploy.bench.SuiteReport;
import dev.infill.deploy.bench.Target;
import java.time.Duration;
import java.util.List;

/**
 * What a coordinator of a large fleet did.
 *
 * @param ranges of each shard
 * @param untilHalf from the submission until half of the rows were filled
 * @param untilEnd from the crash until every row was checked and every shard completed
 * @param streaming the fleet as it usually is, half filled
 * @param open the fleet with all its ranges cut and none but the first done
 */
public record ClusterReport(
    String suite,
    int shards,
    int ranges,
    int heapLimit,
    Rate untilHalf,
    Rate untilEnd,
    Held streaming,
    Held open,
    List<Target> targets)
    implements SuiteReport {
  static final double MOST_HEAP = 512;
  static final double LEAST_EVENTS = 5_000;
  static final double MOST_RESTART = 10;

  /**
   * @param events decided, commands included
   * @param coordinatorCpuSeconds processor time of the coordinator meanwhile
   */
  public record Rate(long events, double seconds, double perSecond, double coordinatorCpuSeconds) {
    static Rate of(long events, Duration time, Duration cpu) {
      double seconds = time.toNanos() / 1e9;
      return new Rate(events, seconds, events / seconds, cpu.toNanos() / 1e9);
    }
  }

  /**
   * @param rangesInFlight the limit of each shard
   * @param openRanges cut and not done, of all shards
   * @param heapMegabytes what the coordinator's heap held behind a collection
   * @param restartSeconds from the crash of the coordinator until the next one has decided
   */
  public record Held(
      int rangesInFlight, long openRanges, double heapMegabytes, double restartSeconds) {}

  static ClusterReport of(
      int shards, int ranges, Rate untilHalf, Rate untilEnd, Held streaming, Held open) {
    return new ClusterReport(
        "cluster",
        shards,
        ranges,
        ClusterProcesses.HEAP_MEGABYTES,
        untilHalf,
        untilEnd,
        streaming,
        open,
        List.of(
            Target.atMost("heap MB, half filled", streaming.heapMegabytes(), MOST_HEAP),
            Target.atMost("heap MB, all ranges open", open.heapMegabytes(), MOST_HEAP),
            Target.atLeast("events decided/s", untilHalf.perSecond(), LEAST_EVENTS),
            Target.atMost("restart s, half filled", streaming.restartSeconds(), MOST_RESTART),
            Target.atMost("restart s, all ranges open", open.restartSeconds(), MOST_RESTART)));
  }

  @Override
  public List<String> lines() {
    return List.of(
        "%,d shards of %,d ranges, one migration; the coordinator has a heap of %d MB at the most"
            .formatted(shards, ranges, heapLimit),
        "",
        "| the fleet | ranges in flight a shard | open ranges | heap held MB | restart s |",
        "|---|---|---|---|---|",
        row("half filled", streaming),
        row("nothing filled, all ranges cut", open),
        "",
        "| decided | events | s | events/s | coordinator CPU s |",
        "|---|---|---|---|---|",
        row("from the submission until half is filled", untilHalf),
        row("from the crash until all is filled, checked and released", untilEnd));
  }

  private static String row(String what, Held held) {
    return "| %s | %d | %,d | %s | %s |"
        .formatted(
            what,
            held.rangesInFlight(),
            held.openRanges(),
            Spread.number(0, held.heapMegabytes()),
            Spread.number(1, held.restartSeconds()));
  }

  private static String row(String what, Rate rate) {
    return "| %s | %,d | %s | %s | %s |"
        .formatted(
            what,
            rate.events(),
            Spread.number(1, rate.seconds()),
            Spread.number(0, rate.perSecond()),
            Spread.number(1, rate.coordinatorCpuSeconds()));
  }
}
