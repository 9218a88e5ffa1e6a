package dev.infill.coordinator.pace;

import dev.infill.common.shard.ShardWatch.Felt;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Steps back for the application: finds how much of the time may be worked so that small commits
 * take no longer than so many times what they take in the calm.
 *
 * <p>Begins with little, becomes more in small steps while nobody feels anything, halves when
 * somebody does, and then comes back ever more slowly where it was too much again. Every few
 * minutes it listens anew, since an application has its hours. It never stands still: where commits
 * are slow however little is done, others slow them, and what is slow becomes what the work is
 * compared with. And where nobody else is at the server, nobody feels anything.
 */
final class Yielding {
  /** What it begins with, too: one that begins with more is felt before it is known to be. */
  static final double LEAST = 1.0 / 16;

  private static final double STEP = 1.25;

  /** How long commits are slow at the least effort before others are taken to slow them. */
  static final Duration NOT_OURS = Duration.ofSeconds(30);

  /** How long a calm that was listened to is one to compare with. */
  static final Duration LISTENS_EVERY = Duration.ofMinutes(5);

  /** Looks without anything felt before it is more for the first time, and after it was felt. */
  static final int FIRST_PATIENCE = 1;

  private static final int PATIENCE = 3;
  private static final int MOST_PATIENCE = 24;

  private Yielding() {}

  /**
   * The effort after another look.
   *
   * @param limit how many times as long as in the calm commits may take, above 1
   */
  static Effort next(Effort effort, Felt felt, double limit, Instant now) {
    if (felt.alone()) {
      return effort.alone() ? effort : Effort.full(now);
    }
    Effort heard = (effort.alone() ? Effort.begin(now) : effort).hears(felt.commits(), now);
    if (!now.isBefore(heard.listened().plus(LISTENS_EVERY))) {
      return heard.listens(now);
    }
    return heard
        .commits()
        .slowdown()
        .map(slowdown -> judged(heard, slowdown, limit, now))
        .orElse(heard);
  }

  private static Effort judged(Effort e, Slowdown slowdown, double limit, Instant now) {
    double factor = slowdown.factor();
    String reason =
        String.format(
            Locale.ROOT,
            "small commits take %.1f ms, %.1f times the %.1f in the calm (limit %s)",
            millis(slowdown.now()),
            factor,
            millis(slowdown.calm()),
            limit);
    if (factor > limit) {
      return less(e, reason, now);
    }
    if (factor > 1 + (limit - 1) / 2) {
      return e.waiting(reason);
    }
    return more(e, now);
  }

  private static Effort less(Effort e, String reason, Instant now) {
    if (e.share() > LEAST) {
      int patience =
          e.rose() && e.patience() >= PATIENCE
              ? Math.min(MOST_PATIENCE, 2 * e.patience())
              : Math.max(PATIENCE, e.patience());
      return e.moved(Math.max(LEAST, e.share() / 2), patience, reason, now);
    }
    return now.isBefore(e.changed().plus(NOT_OURS))
        ? e.waiting(reason)
        : e.calmIsNow(now).waiting(reason);
  }

  private static Effort more(Effort e, Instant now) {
    Effort calm = e.unfelt();
    if (calm.good() < calm.patience()) {
      return calm;
    }
    double share = Math.min(1, calm.share() * STEP);
    return share == calm.share() ? calm : calm.moved(share, calm.patience(), "", now);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
