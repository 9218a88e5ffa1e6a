package dev.infill.coordinator.pace;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much of its time a worker works at a range and rests for the remainder, for the application's
 * sake, and what is remembered to find it.
 *
 * @param share of the time, above 0 to 1
 * @param commits how long small ones take
 * @param alone whether nobody else was at the server
 * @param good looks in a row at which nobody felt anything
 * @param patience so many of them before the share becomes more
 * @param rose whether it last became more
 * @param back the share to come back to when the calm has been listened to; empty when it is not
 *     being listened to again
 * @param reason why the share is not more, for people; empty when nothing is against it
 * @param changed when the share last changed
 * @param listened when the calm was last listened to
 */
public record Effort(
    double share,
    CommitTimes commits,
    boolean alone,
    int good,
    int patience,
    boolean rose,
    Optional<Double> back,
    String reason,
    Instant changed,
    Instant listened) {

  /** Shorter ones spared the application nothing more, and cost each row more (performance.md). */
  private static final Duration SHORTEST = Duration.ofMillis(2);

  /** A chunk ends with a commit. Where one takes long, a chunk of little else would get nowhere. */
  private static final int COMMITS = 4;

  private static final String LISTENING = "listening how long small commits take in the calm";

  /** Little, since it is not known yet how long commits take in the calm. */
  static Effort begin(Instant now) {
    return new Effort(
        Yielding.LEAST,
        CommitTimes.NONE,
        false,
        0,
        Yielding.FIRST_PATIENCE,
        true,
        Optional.empty(),
        LISTENING,
        now,
        now);
  }

  /** All the time. */
  static Effort full(Instant now) {
    return new Effort(
        1,
        CommitTimes.NONE,
        true,
        0,
        Yielding.FIRST_PATIENCE,
        false,
        Optional.empty(),
        "",
        now,
        now);
  }

  /** The rest after each piece of work, in hundredths of the time that it took. */
  int restPercent() {
    return (int) Math.round(100 / share - 100);
  }

  /** How often all of the time has to be halved for the share, about: what is worth being told. */
  public int halvings() {
    return (int) Math.round(-Math.log(share) / Math.log(2));
  }

  /**
   * Shorter pieces where there is less of them. Where every core is busy, who wants one waits until
   * a piece is over, and so does who wants a row of it; that is felt in the slowest transactions
   * long before it is in most of them, so pieces become shorter sooner than they become fewer.
   */
  Duration chunk(Duration target) {
    var shorter = Duration.ofNanos(Math.round(target.toNanos() * share * share));
    return max(shorter, min(target, max(SHORTEST, commit().multipliedBy(COMMITS))));
  }

  private Duration commit() {
    return commits.calm().orElse(Duration.ZERO);
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** The work begins; what was heard before is the calm. */
  public Effort works(Instant now) {
    CommitTimes times = commits.calm().isPresent() ? commits : commits.calmNow();
    return new Effort(
        share,
        times.calm().isPresent() ? times.afresh() : CommitTimes.NONE,
        alone,
        0,
        patience,
        rose,
        back,
        reason,
        now,
        now);
  }

  /** More commits were heard; goes back to work once the calm is known again. */
  public Effort hears(List<Duration> more, Instant now) {
    var times = commits.with(more);
    boolean learned = back.isPresent() && times.calm().isPresent();
    return learned
        ? new Effort(
            back.get(),
            times.afresh(),
            false,
            0,
            patience,
            false,
            Optional.empty(),
            reason,
            now,
            now)
        : new Effort(share, times, false, good, patience, rose, back, reason, changed, listened);
  }

  /** Does next to nothing until the calm is known again. */
  Effort listens(Instant now) {
    return new Effort(
        Yielding.LEAST,
        CommitTimes.NONE,
        false,
        0,
        patience,
        rose,
        Optional.of(share),
        LISTENING,
        now,
        now);
  }

  /** What is felt at the least share is the calm. */
  Effort calmIsNow(Instant now) {
    return new Effort(
        share, commits.calmNow(), false, good, patience, rose, back, reason, changed, now);
  }

  /** It is not to be more for now. */
  Effort waiting(String why) {
    return new Effort(share, commits, false, 0, patience, rose, back, why, changed, listened);
  }

  /** Nobody felt anything. */
  Effort unfelt() {
    return new Effort(share, commits, false, good + 1, patience, rose, back, "", changed, listened);
  }

  /** To another share, which is judged by what is felt from now on. */
  Effort moved(double next, int nextPatience, String why, Instant now) {
    return new Effort(
        next, commits.afresh(), false, 0, nextPatience, next > share, back, why, now, listened);
  }
}
