package dev.infill.deploy.chaos;

import dev.infill.deploy.local.Children;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does the faults of a plan at their times, and notes them. */
final class Saboteur implements AutoCloseable {
  private final ChaosCluster cluster;
  private final ProgressLog progress;
  private final Stopwatch clock;
  private final Consumer<String> say;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Injected> done = new ArrayList<>();

  Saboteur(ChaosCluster cluster, ProgressLog progress, Stopwatch clock, Consumer<String> say) {
    this.cluster = cluster;
    this.progress = progress;
    this.clock = clock;
    this.say = say;
  }

  /** Begins, and returns at once; the answer is there when all faults are over. */
  Future<List<Injected>> start(List<PlannedFault> plan) {
    return threads.submit(() -> all(plan));
  }

  private List<Injected> all(List<PlannedFault> plan) throws InterruptedException {
    var under = new ArrayList<Future<Void>>();
    for (PlannedFault fault : plan) {
      clock.sleepUntil(fault.at());
      under.add(threads.submit(once(fault)));
    }
    for (Future<Void> fault : under) {
      try {
        fault.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a fault could not be done", e.getCause());
      }
    }
    return done();
  }

  /** The faults that were done so far. */
  List<Injected> done() {
    synchronized (done) {
      return List.copyOf(done);
    }
  }

  private Callable<Void> once(PlannedFault fault) {
    return () -> {
      inject(fault);
      return null;
    };
  }

  private void inject(PlannedFault fault) throws IOException, InterruptedException {
    switch (fault.kind()) {
      case KILL_WORKER, KILL_COORDINATOR -> kill(fault, process(fault));
    }
  }

  /** Ends a process for good, and starts it again after a while. */
  private void kill(PlannedFault fault, String process) throws IOException, InterruptedException {
    Children processes = cluster.processes();
    note(fault, process, felt(fault));
    processes.get(process).kill();
    clock.sleepUntil(fault.over());
    processes.start(process);
  }

  private static String process(PlannedFault fault) {
    return fault.kind().part().name().toLowerCase(Locale.ROOT) + "-" + (fault.victim() + 1);
  }

  /** The shards that may be held up by it. */
  private Set<String> felt(PlannedFault fault) {
    return switch (fault.kind().part()) {
      case WORKER, COORDINATOR -> progress.active();
    };
  }

  private void note(PlannedFault fault, String victim, Set<String> felt) {
    synchronized (done) {
      done.add(new Injected(clock.now(), fault.kind(), felt));
    }
    say.accept(
        String.format(
            Locale.ROOT,
            "  %6.1f s  %s: %s, for %.1f s",
            clock.now().toMillis() / 1000.0,
            fault.kind().text(),
            victim,
            fault.lasts().toMillis() / 1000.0));
  }

  /** Stops what is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
