package dev.infill.deploy.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads of which exactly one runs at a time: it goes on until it waits in one of the simulation's
 * ports, and who goes on then is chosen by the one that made these. So the same choices give the
 * same run, though the code in between is written for real threads.
 */
final class Threads {
  /** Where a thread waits, for the trace, and until when. */
  static final class Waiting {
    final Machine machine;
    private final Thread thread;
    private String at = "its start";
    private BooleanSupplier until = () -> true;
    private Optional<Instant> wake = Optional.empty();
    private Instant slowUntil = Instant.EPOCH;
    private volatile boolean go;
    private volatile boolean interrupted;
    private boolean ended;

    private Waiting(Machine machine, Runnable work, Threads all) {
      this.machine = machine;
      this.thread = Thread.ofVirtual().unstarted(() -> all.body(this, work));
    }

    /** An interrupt is kept until it goes on, since a thread that has one can't be parked. */
    private void parked() {
      while (!go) {
        LockSupport.park(this);
        if (thread.isInterrupted()) {
          interrupted = true;
          boolean unused = Thread.interrupted();
        }
      }
      go = false;
    }

    String at() {
      return at;
    }

    /** When it may go on by itself; empty where something has to happen before. */
    Optional<Instant> wake() {
      return isSlow() ? Optional.of(slowUntil) : wake;
    }

    /** It does not get on for a while, as if its statement or its processor were slow. */
    void slow(Duration time) {
      slowUntil = machine.world().now().plus(time);
    }

    private boolean isSlow() {
      return machine.world().now().isBefore(slowUntil);
    }

    private boolean begun() {
      return thread.getState() != Thread.State.NEW;
    }

    boolean isInterrupted() {
      return interrupted || thread.isInterrupted();
    }

    @Override
    public String toString() {
      return machine + " at " + at;
    }
  }

  private final Thread chooser = Thread.currentThread();
  private final List<Waiting> waiting = new ArrayList<>();
  private volatile @Nullable Waiting running;
  private volatile @Nullable Throwable fault;

  /** Makes threads of a machine. */
  ThreadFactory of(Machine machine) {
    return work -> {
      var made = new Waiting(machine, work, this);
      waiting.add(made);
      return made.thread;
    };
  }

  void start(Machine machine, String name, Runnable work) {
    Thread thread = of(machine).newThread(work);
    thread.setName(name);
    thread.start();
  }

  /**
   * Those that may go on now; one that was interrupted goes before all others, since they may have
   * to wait for what it holds, which nobody here would notice.
   */
  List<Waiting> ready() {
    List<Waiting> ready = new ArrayList<>();
    for (Waiting one : waiting) {
      if (one.begun() && !one.machine.frozen()) {
        if (one.isInterrupted()) {
          return List.of(one);
        }
        if (!one.isSlow() && one.until.getAsBoolean()) {
          ready.add(one);
        }
      }
    }
    return ready;
  }

  List<Waiting> all() {
    return waiting;
  }

  /** The thread that runs now, by which one may know it again; empty where none of these does. */
  Optional<Object> current() {
    return Optional.ofNullable(running);
  }

  /** Lets a thread go on until it waits again, or ends. */
  void resume(Waiting one) {
    running = one;
    one.go = true;
    LockSupport.unpark(one.thread);
    while (running != null) {
      LockSupport.park(this);
    }
    if (one.ended) {
      waiting.remove(one);
    }
    Throwable failure = fault;
    if (failure != null) {
      fault = null;
      throw new AssertionError("a thread of " + one.machine + " broke: " + failure, failure);
    }
  }

  /** Ends the threads of a machine, as a kill does. */
  void end(Machine machine) {
    for (Waiting one : List.copyOf(waiting)) {
      if (one.machine == machine && one.begun() && one != running) {
        resume(one);
      }
    }
    waiting.removeIf(one -> one.machine == machine && one != running);
  }

  /** Waits until somebody chooses this thread; not where no thread of these calls. */
  void pause(String at) {
    await(at, () -> true, Optional.empty());
  }

  void await(String at, BooleanSupplier until) {
    await(at, until, Optional.empty());
  }

  void sleep(String at, Machine machine, Duration time) {
    Instant wake = machine.world().now().plus(time);
    await(at, () -> !machine.world().now().isBefore(wake), Optional.of(wake));
  }

  /**
   * @param wake when the condition comes true by itself
   */
  void await(String at, BooleanSupplier until, Optional<Instant> wake) {
    Waiting self = running;
    if (self == null) {
      return;
    }
    if (!self.machine.alive()) {
      throw new Died();
    }
    self.at = at;
    self.until = until;
    self.wake = wake;
    running = null;
    LockSupport.unpark(chooser);
    self.parked();
    if (!self.machine.alive()) {
      throw new Died();
    }
    if (self.interrupted) {
      self.interrupted = false;
      Thread.currentThread().interrupt();
    }
  }

  private void body(Waiting self, Runnable work) {
    try {
      self.parked();
      if (self.machine.alive()) {
        if (self.interrupted) {
          self.interrupted = false;
          Thread.currentThread().interrupt();
        }
        work.run();
      }
    } catch (Died e) {
      self.at = "its end";
    } catch (RuntimeException | Error e) {
      fault = e;
    } finally {
      self.ended = true;
      running = null;
      LockSupport.unpark(chooser);
    }
  }
}
