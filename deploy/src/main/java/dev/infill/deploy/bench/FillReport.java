package dev.infill.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What ways of filling the column came to, side by side.
 *
 * @param suite that asked for it
 * @param log what the server calls its log of changes
 * @param table what the table was like
 * @param against the way that ratios are taken against
 * @param ways what each came to, in the order in which they were asked for
 * @param measurements all of it
 */
public record FillReport(
    String suite,
    String log,
    BenchTable.Shape table,
    int rounds,
    String against,
    List<WaySummary> ways,
    List<Measurement> measurements,
    List<Target> targets)
    implements SuiteReport {

  /**
   * A way over all rounds. Ratios are taken within each round: a neighbour that slows the machine
   * down for a while slows both.
   *
   * @param tableGrowth how much larger the table was afterwards, by what it was before
   * @param hotShare of the updates that touched no index
   * @param ratio its rows/s by those of {@code against}; empty when that did not run
   * @param logRatio the same of its log
   * @param verifyShare seconds of its check of every row by those of its fill
   */
  public record WaySummary(
      String way,
      String what,
      Spread rowsPerSecond,
      Spread logBytesPerRow,
      Spread tableGrowthBytes,
      Spread tableGrowth,
      Spread indexGrowthBytes,
      Optional<Spread> hotShare,
      Spread serverCpuSeconds,
      Spread clientCpuSeconds,
      Optional<Spread> ratio,
      Optional<Spread> logRatio,
      Optional<Spread> verifyShare) {}

  /** A way's name and what it does. */
  record Way(String name, String what) {}

  /** Compares what came out with what should have. */
  interface Judge {
    List<Target> judge(List<WaySummary> ways);
  }

  /**
   * @param measurements at least one of each way
   */
  static FillReport of(
      String suite,
      String log,
      BenchTable.Shape table,
      int rounds,
      String against,
      List<Way> ways,
      List<Measurement> measurements,
      Judge judge) {
    var summaries =
        ways.stream()
            .map(way -> summary(way, of(way.name(), measurements), of(against, measurements)))
            .toList();
    return new FillReport(
        suite,
        log,
        table,
        rounds,
        against,
        summaries,
        List.copyOf(measurements),
        judge.judge(summaries));
  }

  @Override
  public List<String> lines() {
    return FillText.of(this);
  }

  private static List<Measurement> of(String way, List<Measurement> all) {
    return all.stream().filter(m -> m.way().equals(way)).toList();
  }

  private static WaySummary summary(Way way, List<Measurement> own, List<Measurement> others) {
    return new WaySummary(
        way.name(),
        way.what(),
        spread(own, Measurement::rowsPerSecond),
        spread(own, Measurement::logBytesPerRow),
        spread(own, FillReport::tableGrowth),
        spread(own, m -> tableGrowth(m) / m.tableBytesBefore()),
        spread(own, m -> m.indexBytesAfter() - m.indexBytesBefore()),
        hotShare(own),
        spread(own, Measurement::serverCpuSeconds),
        spread(own, Measurement::clientCpuSeconds),
        ratio(own, others, Measurement::rowsPerSecond),
        ratio(own, others, Measurement::logBytesPerRow),
        verifyShare(own));
  }

  private static Optional<Spread> hotShare(List<Measurement> own) {
    var shares = own.stream().flatMap(m -> m.hotShare().stream().boxed()).toList();
    return shares.isEmpty() ? Optional.empty() : Optional.of(Spread.of(shares));
  }

  private static double tableGrowth(Measurement m) {
    return m.tableBytesAfter() - m.tableBytesBefore();
  }

  private static Spread spread(List<Measurement> own, ToDoubleFunction<Measurement> figure) {
    return Spread.of(own.stream().map(figure::applyAsDouble).toList());
  }

  private static Optional<Spread> ratio(
      List<Measurement> own, List<Measurement> others, ToDoubleFunction<Measurement> figure) {
    var ratios = new ArrayList<Double>();
    for (Measurement m : own) {
      others.stream()
          .filter(other -> other.round() == m.round())
          .forEach(other -> ratios.add(figure.applyAsDouble(m) / figure.applyAsDouble(other)));
    }
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios));
  }

  private static Optional<Spread> verifyShare(List<Measurement> own) {
    var shares =
        own.stream()
            .flatMap(m -> m.verifySeconds().stream().mapToObj(seconds -> seconds / m.seconds()))
            .toList();
    return shares.isEmpty() ? Optional.empty() : Optional.of(Spread.of(shares));
  }
}
