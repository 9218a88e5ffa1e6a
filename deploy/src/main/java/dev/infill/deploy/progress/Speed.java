package dev.infill.deploy.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Rows per second over the last few seconds, and the time that is left at that speed. */
public final class Speed {
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private record Sample(Instant at, long done) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Takes note of how many rows are done. A number that falls begins anew: another walk. */
  public void sample(Instant at, long done) {
    if (!samples.isEmpty() && done < samples.getLast().done()) {
      samples.clear();
    }
    samples.add(new Sample(at, done));
    // One sample before the window stays, so that the window is always covered.
    while (samples.size() > 2 && second().at().isBefore(at.minus(WINDOW))) {
      samples.removeFirst();
    }
  }

  /** 0 before there are two samples. */
  public long rowsPerSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    long millis = Duration.between(samples.getFirst().at(), samples.getLast().at()).toMillis();
    long rows = samples.getLast().done() - samples.getFirst().done();
    return millis <= 0 ? 0 : rows * 1_000 / millis;
  }

  /** How long the rest takes; empty while nothing moves. */
  public Optional<Duration> left(long total) {
    long speed = rowsPerSecond();
    if (speed <= 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds(Math.max(0, total - samples.getLast().done()) / speed));
  }

  private Sample second() {
    var all = samples.iterator();
    all.next();
    return all.next();
  }
}
