package dev.infill.deploy.chaos;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The faults of one kind, and how long it took until the migration got on again.
 *
 * @param injected how often it was done
 * @param measured how often a migration was under way and was seen to get on again
 * @param medianSeconds half of those took no longer; absent without any
 * @param maxSeconds the longest of those
 */
public record FaultCount(
    FaultKind kind,
    int injected,
    int measured,
    Optional<Double> medianSeconds,
    Optional<Double> maxSeconds) {
  /** Counts each kind, also those that were not done. */
  static List<FaultCount> of(List<Injected> faults, ProgressLog progress) {
    var counts = new ArrayList<FaultCount>();
    for (FaultKind kind : FaultKind.values()) {
      List<Injected> its = faults.stream().filter(fault -> fault.kind() == kind).toList();
      List<Duration> recoveries =
          its.stream()
              .filter(fault -> !fault.felt().isEmpty())
              .flatMap(fault -> progress.recovery(fault.at(), fault.felt()).stream())
              .sorted()
              .toList();
      counts.add(
          new FaultCount(
              kind,
              its.size(),
              recoveries.size(),
              at(recoveries, (recoveries.size() - 1) / 2),
              at(recoveries, recoveries.size() - 1)));
    }
    return counts;
  }

  private static Optional<Double> at(List<Duration> sorted, int index) {
    return sorted.isEmpty()
        ? Optional.empty()
        : Optional.of(Math.round(sorted.get(index).toMillis() / 100.0) / 10.0);
  }

  @JsonIgnore
  String line() {
    return "  %-28s %8d %9d %9s %9s"
        .formatted(kind.text(), injected, measured, text(medianSeconds), text(maxSeconds));
  }

  private static String text(Optional<Double> seconds) {
    return seconds.map(value -> String.format(Locale.ROOT, "%.1f s", value)).orElse("-");
  }
}
