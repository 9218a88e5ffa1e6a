package dev.infill.deploy.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/**
 * A process of Infill on a machine of its own: it may be killed, or frozen for a while, and its
 * clock may be wrong.
 */
final class Machine implements InstantSource {
  private final String name;
  private final World world;
  private final Outbox outbox;
  private final List<Runnable> unfinished = new ArrayList<>();
  private boolean alive = true;
  private Instant frozenUntil = Instant.EPOCH;
  private Duration skew = Duration.ZERO;

  Machine(String name, World world) {
    this.name = name;
    this.world = world;
    this.outbox = new Outbox(this);
  }

  World world() {
    return world;
  }

  Outbox outbox() {
    return outbox;
  }

  ThreadFactory threads() {
    return world.threads().of(this);
  }

  boolean alive() {
    return alive;
  }

  boolean frozen() {
    return world.now().isBefore(frozenUntil);
  }

  Instant frozenUntil() {
    return frozenUntil;
  }

  /** Stopped for a time, with all that it knows and holds. */
  void freeze(Duration time) {
    frozenUntil = world.now().plus(time);
    world.frozen(frozenUntil);
  }

  void thaw() {
    if (frozen()) {
      frozenUntil = world.now();
    }
  }

  void skew(Duration by) {
    skew = by;
  }

  /** It will do this some time, if it lives so long. */
  void later(Runnable work) {
    unfinished.add(work);
  }

  boolean hasUnfinished() {
    return !unfinished.isEmpty();
  }

  void finishOne() {
    unfinished.remove(0).run();
  }

  /** What it has sent may still arrive, or not. */
  void kill() {
    alive = false;
    world.threads().end(this);
    outbox.died();
    unfinished.clear();
  }

  /** By its own clock. */
  @Override
  public Instant instant() {
    return world.now().plus(skew);
  }

  /** A moment of its own clock by the true one. */
  Instant truly(Instant own) {
    return own.minus(skew);
  }

  @Override
  public String toString() {
    return name;
  }
}
