package dev.infill.coordinator.runtime;

import dev.infill.common.shard.ShardFailure;
import dev.infill.common.shard.ShardWatch;
import java.util.Optional;

/**
 * The look at a shard's server, kept open from one probe to the next. One probe at a time has it,
 * and may hang in it; so whoever wants to end it meanwhile leaves that to the probe. Safe for
 * threads.
 */
final class HeldWatch {
  private Optional<ShardWatch> watch = Optional.empty();
  private boolean probing;
  private boolean closed;

  /** Opens one. */
  interface Opening {
    ShardWatch open() throws ShardFailure;
  }

  /** Whether a probe may begin; it must end. */
  synchronized boolean begin() {
    boolean begun = !probing;
    probing = true;
    return begun;
  }

  /** The one that is open, or a new one. For the probe that has begun. */
  ShardWatch opened(Opening opening) throws ShardFailure {
    synchronized (this) {
      if (watch.isPresent()) {
        return watch.get();
      }
    }
    ShardWatch opened = opening.open();
    synchronized (this) {
      watch = Optional.of(opened);
    }
    return opened;
  }

  /** Ends a watch that is of no use any more. For the probe that has begun. */
  void drop() {
    taken().ifPresent(ShardWatch::close);
  }

  /** The probe has ended. */
  void end() {
    boolean last;
    synchronized (this) {
      probing = false;
      last = closed;
    }
    if (last) {
      drop();
    }
  }

  /** Ends the watch; does nothing while a probe is under way. */
  void rest() {
    Optional<ShardWatch> ended;
    synchronized (this) {
      ended = probing ? Optional.empty() : taken();
    }
    ended.ifPresent(ShardWatch::close);
  }

  /** Ends the watch for good; a probe under way ends it when it comes to its end. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    rest();
  }

  private synchronized Optional<ShardWatch> taken() {
    var ended = watch;
    watch = Optional.empty();
    return ended;
  }
}
