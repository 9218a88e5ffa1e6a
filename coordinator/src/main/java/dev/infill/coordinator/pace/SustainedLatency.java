package dev.infill.coordinator.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What small commits took for a while. A second's delay, or a checkpoint's, says nothing about a
 * fill; a median of {@link #WHILE} that is high was felt by half of all writers for as long.
 *
 * @param since when the first was measured; empty when none was
 * @param recent those of the last while
 */
public record SustainedLatency(Optional<Instant> since, List<Commit> recent) {
  /** Longer than a checkpoint's worst moments and what the pace takes to step back. */
  public static final Duration WHILE = Duration.ofSeconds(30);

  /** Of fewer there is no median: a server that is that slow is looked at seldom. */
  private static final int ENOUGH = 5;

  public static final SustainedLatency NONE = new SustainedLatency(Optional.empty(), List.of());

  public SustainedLatency {
    recent = List.copyOf(recent);
  }

  /** A commit, and when it was seen how long it took. */
  public record Commit(Instant at, Duration took) {}

  /** With one more. */
  public SustainedLatency with(Duration took, Instant now) {
    return new SustainedLatency(
        Optional.of(since.orElse(now)),
        Stream.concat(young(now), Stream.of(new Commit(now, took))).toList());
  }

  /** What half of them kept within; empty before a whole while was looked at. */
  public Optional<Duration> median(Instant now) {
    var sorted = young(now).map(Commit::took).sorted().toList();
    boolean whole = since.filter(s -> !now.isBefore(s.plus(WHILE))).isPresent();
    return whole && sorted.size() >= ENOUGH
        ? Optional.of(sorted.get((sorted.size() - 1) / 2))
        : Optional.empty();
  }

  private Stream<Commit> young(Instant now) {
    return recent.stream().filter(commit -> !commit.at().isBefore(now.minus(WHILE)));
  }
}
