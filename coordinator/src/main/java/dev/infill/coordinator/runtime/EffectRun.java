package dev.infill.coordinator.runtime;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.StepBlocked;
import dev.infill.common.message.Event.StepFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Span;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One effect on its own thread: tried until it went well, failed for good, or is no longer wanted.
 * What may pass is tried again with jittered exponential backoff for ever, and who or what is in
 * the way is told.
 */
final class EffectRun implements Runnable {
  /** What an effect does; the answer is empty where nothing needs to be told. */
  interface Step {
    Optional<Event> take() throws ShardFailure, InterruptedException;
  }

  /** Says what a step that is being taken does, and who is in its way. */
  interface Look {
    Optional<String> inTheWay() throws ShardFailure;
  }

  /** How long a try may take before it is asked who is in its way. */
  private static final Duration LONG_TRY = Duration.ofSeconds(2);

  /** How often the same obstacle is told again. */
  private static final Duration TELL_AGAIN = Duration.ofSeconds(10);

  /** How often a changing obstacle is told. */
  private static final Duration TELL_CHANGE = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(EffectRun.class);

  private final MigrationShard id;
  private final String name;
  private final Semaphore turn;
  private final Step step;
  private final EventSink events;
  private final Supplier<Span> traced;
  private final InstantSource clock;
  private final ThreadFactory threads;
  private final Thread thread;
  private final RetryPolicy<Optional<Event>> retries;
  private volatile boolean cancelled;
  private volatile Optional<Instant> answered = Optional.empty();
  private volatile Optional<Try> trying = Optional.empty();
  private final AtomicBoolean looking = new AtomicBoolean();
  private Instant toldAt = Instant.EPOCH;
  private String told = "";

  /**
   * @param turn held while the step is taken, so that steps that share it never overlap
   * @param traced begins the span of all its tries
   * @param threads makes the one that it runs on, and those of its looks
   */
  EffectRun(
      MigrationShard id,
      String name,
      Semaphore turn,
      Step step,
      EventSink events,
      Supplier<Span> traced,
      Backoff backoff,
      ThreadFactory threads,
      InstantSource clock) {
    this.id = id;
    this.name = name;
    this.turn = turn;
    this.step = step;
    this.events = events;
    this.traced = traced;
    this.clock = clock;
    this.threads = threads;
    this.thread = threads.newThread(this);
    thread.setName("effect " + id + " " + name);
    this.retries =
        RetryPolicy.<Optional<Event>>builder()
            .handleIf(EffectRun::mayPass)
            .withBackoff(backoff.first(), backoff.longest())
            .withJitter(0.25)
            .withMaxRetries(-1)
            .abortIf((answer, failure) -> cancelled)
            .build();
  }

  /** A try under way. */
  private record Try(int attempt, Instant since) {}

  void start() {
    thread.start();
  }

  /** Stops it as soon as may be. What it still answers is dropped, or harmless if just told. */
  void cancel() {
    cancelled = true;
    thread.interrupt();
  }

  /**
   * Tells how it goes when a try takes long. Some build an index, or wait, for hours, and hold
   * nobody up meanwhile. Looks on a thread of its own, one at a time.
   */
  void lookWhy(Look look) {
    Optional<Try> now = trying;
    if (now.filter(t -> clock.instant().isAfter(t.since().plus(LONG_TRY))).isEmpty()
        || !looking.compareAndSet(false, true)) {
      return;
    }
    Thread looks = threads.newThread(() -> look(now.get(), look));
    looks.setName("look " + id + " " + name);
    looks.start();
  }

  private void look(Try at, Look look) {
    try {
      Optional<String> reason = look.inTheWay();
      if (reason.isPresent() && trying.equals(Optional.of(at)) && !cancelled) {
        tellBlocked(at.attempt(), reason.get());
      }
    } catch (ShardFailure e) {
      log.debug("who is in the way can't be seen: migration={} reason={}", id, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      looking.set(false);
    }
  }

  /** When it was answered; empty while it runs. */
  Optional<Instant> answered() {
    return answered;
  }

  @Override
  public void run() {
    try (Span span = traced.get()) {
      Optional<Event> answer = outcome();
      if (!cancelled && answer.isPresent()) {
        span.told(answer.get());
        events.publish(id, answer.get(), span.place());
      }
    } catch (InterruptedException e) {
      if (!cancelled) {
        log.warn("effect was interrupted: migration={} effect={}", id, name);
      }
    } finally {
      answered = Optional.of(clock.instant());
    }
  }

  private Optional<Event> outcome() throws InterruptedException {
    try {
      return Failsafe.with(retries).get(context -> attempt(context.getAttemptCount() + 1));
    } catch (FailsafeException e) {
      if (e.getCause() instanceof ShardFailure failure) {
        return ended(failure);
      }
      if (e.getCause() instanceof InterruptedException) {
        throw new InterruptedException();
      }
      return broke(e);
    } catch (RuntimeException e) {
      return broke(e);
    }
  }

  private Optional<Event> ended(ShardFailure e) {
    if (cancelled || e.kind() == FailureKind.FENCED) {
      log.info("effect ends: migration={} effect={} reason={}", id, name, e.getMessage());
      return Optional.empty();
    }
    log.warn(
        "effect failed: migration={} effect={} code={} reason={}",
        id,
        name,
        e.code(),
        e.getMessage());
    return Optional.of(
        new StepFailed(
            name, e.kind(), String.valueOf(e.getMessage()), "Put it right, then resume."));
  }

  /** A bug of ours must be seen by the operator too, not only in a log. */
  private Optional<Event> broke(RuntimeException e) {
    log.error("effect broke: migration={} effect={}", id, name, e);
    return Optional.of(
        new StepFailed(
            name,
            FailureKind.PERMANENT,
            "internal error in step " + name + ": " + e.getClass().getSimpleName(),
            "See the coordinator's log; resume tries the step again."));
  }

  private Optional<Event> attempt(int attempt) throws ShardFailure, InterruptedException {
    turn.acquire();
    try {
      trying = Optional.of(new Try(attempt, clock.instant()));
      return step.take();
    } catch (ShardFailure e) {
      if (mayPass(e) && !cancelled) {
        tellBlocked(attempt, String.valueOf(e.getMessage()));
      }
      throw e;
    } finally {
      trying = Optional.empty();
      turn.release();
    }
  }

  private synchronized void tellBlocked(int attempt, String reason) throws InterruptedException {
    Instant now = clock.instant();
    Duration wait = reason.equals(told) ? TELL_AGAIN : TELL_CHANGE;
    if (!told.isEmpty() && now.isBefore(toldAt.plus(wait))) {
      return;
    }
    log.info(
        "effect is blocked: migration={} effect={} attempt={} reason={}",
        id,
        name,
        attempt,
        reason);
    events.publish(id, new StepBlocked(name, attempt, reason));
    told = reason;
    toldAt = now;
  }

  private static boolean mayPass(Throwable e) {
    return e instanceof ShardFailure failure
        && (failure.kind() == FailureKind.TRANSIENT || failure.kind() == FailureKind.AMBIGUOUS);
  }
}
