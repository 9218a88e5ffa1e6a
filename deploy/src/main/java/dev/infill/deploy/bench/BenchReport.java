package dev.infill.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What {@code ./infill bench postgres} found; its JSON is this.
 *
 * @param rows of the table
 * @param against the way that ratios are taken against
 * @param ways what each came to, in the order in which they were asked for
 * @param measurements all of it
 */
public record BenchReport(
    String benchmark,
    long rows,
    int rounds,
    String against,
    Machine machine,
    List<WaySummary> ways,
    List<Measurement> measurements) {

  /**
   * A way over all rounds.
   *
   * @param ratio its rows/s by those of {@code against} in the same round: a neighbour that slows
   *     the machine down for a while slows both; empty when {@code against} did not run
   * @param verifyShare seconds of its check of every row by those of its fill
   */
  public record WaySummary(
      String way,
      String what,
      Spread rowsPerSecond,
      Spread walBytesPerRow,
      Spread tableGrowthBytes,
      Spread indexGrowthBytes,
      Spread serverCpuSeconds,
      Spread clientCpuSeconds,
      Optional<Spread> ratio,
      Optional<Spread> verifyShare) {}

  /** A way's name and what it does. */
  record Way(String name, String what) {}

  /**
   * @param measurements at least one of each way
   */
  static BenchReport of(
      long rows,
      int rounds,
      String against,
      Machine machine,
      List<Way> ways,
      List<Measurement> measurements) {
    var summaries =
        ways.stream()
            .map(way -> summary(way, of(way.name(), measurements), of(against, measurements)))
            .toList();
    return new BenchReport(
        "postgres", rows, rounds, against, machine, summaries, List.copyOf(measurements));
  }

  private static List<Measurement> of(String way, List<Measurement> all) {
    return all.stream().filter(m -> m.way().equals(way)).toList();
  }

  private static WaySummary summary(Way way, List<Measurement> own, List<Measurement> others) {
    return new WaySummary(
        way.name(),
        way.what(),
        spread(own, Measurement::rowsPerSecond),
        spread(own, Measurement::walBytesPerRow),
        spread(own, m -> m.tableBytesAfter() - m.tableBytesBefore()),
        spread(own, m -> m.indexBytesAfter() - m.indexBytesBefore()),
        spread(own, Measurement::serverCpuSeconds),
        spread(own, Measurement::clientCpuSeconds),
        ratio(own, others),
        verifyShare(own));
  }

  private static Spread spread(List<Measurement> own, ToDoubleFunction<Measurement> figure) {
    return Spread.of(own.stream().map(figure::applyAsDouble).toList());
  }

  private static Optional<Spread> ratio(List<Measurement> own, List<Measurement> others) {
    var ratios = new ArrayList<Double>();
    for (Measurement m : own) {
      others.stream()
          .filter(other -> other.round() == m.round())
          .forEach(other -> ratios.add(m.rowsPerSecond() / other.rowsPerSecond()));
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
