package dev.infill.deploy.chaos;

import dev.infill.deploy.cluster.DemoServer;
import dev.infill.deploy.cluster.DemoShard;
import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.local.Children;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Does the faults of a plan at their times, and notes them. */
final class Saboteur implements AutoCloseable {
  private static final Duration UNDONE_WITHIN = Duration.ofSeconds(90);
  private static final Duration SLOW = Duration.ofMillis(100);

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
      case FREEZE_WORKER, FREEZE_COORDINATOR -> freeze(fault, process(fault));
      case KILL_BROKER -> kill(fault, ChaosCluster.BROKER);
      case KILL_DATABASE -> kill(fault, cluster.servers().get(fault.victim()));
      case PURGE_LOG -> purge(fault, cluster.servers().get(fault.victim()));
      case CUT_CONNECTIONS -> cut(fault, cluster.links().get(fault.victim()));
      case SLOW_NETWORK -> slow(fault, cluster.links().get(fault.victim()));
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

  /** Lets a process stand still where it is, and go on as if nothing had been. */
  private void freeze(PlannedFault fault, String process) throws InterruptedException {
    ChildProcess child = cluster.processes().get(process);
    note(fault, process, felt(fault));
    child.signal("STOP");
    try {
      clock.sleepUntil(fault.over());
    } finally {
      child.signal("CONT");
    }
  }

  /** Ends a database server for good, and starts it again on its data after a while. */
  private void kill(PlannedFault fault, DemoServer server)
      throws IOException, InterruptedException {
    note(fault, server.shards().getFirst().server(), felt(fault));
    server.running().kill();
    try {
      clock.sleepUntil(fault.over());
    } finally {
      // Also when the run is given up: its rows and writes are still to be looked at.
      server.running().startAgain();
    }
  }

  /** What happens meanwhile is in no log that a capture could read afterwards. */
  private void purge(PlannedFault fault, DemoServer server)
      throws IOException, InterruptedException {
    note(fault, server.shards().getFirst().server(), felt(fault));
    var links =
        cluster.links().stream().filter(link -> server.shards().contains(link.shard())).toList();
    try {
      for (var link : links) {
        link.network().block();
      }
      UnreadLog.purge(server);
      clock.sleepUntil(fault.over());
    } finally {
      for (var link : links) {
        link.network().unblock();
      }
    }
  }

  private void cut(PlannedFault fault, ChaosCluster.Link link) throws IOException {
    note(fault, link.shard().id(), felt(fault));
    link.network().cut();
  }

  private void slow(PlannedFault fault, ChaosCluster.Link link) throws InterruptedException {
    note(fault, link.shard().id(), felt(fault));
    link.network().delay(SLOW);
    try {
      clock.sleepUntil(fault.over());
    } finally {
      link.network().delay(Duration.ZERO);
    }
  }

  private static String process(PlannedFault fault) {
    return fault.kind().part().name().toLowerCase(Locale.ROOT) + "-" + (fault.victim() + 1);
  }

  /** The shards that may be held up by it. */
  private Set<String> felt(PlannedFault fault) {
    Set<String> active = progress.active();
    return switch (fault.kind().part()) {
      case WORKER, COORDINATOR, BROKER -> active;
      case SERVER -> among(active, cluster.servers().get(fault.victim()).shards());
      case LINK -> among(active, List.of(cluster.links().get(fault.victim()).shard()));
    };
  }

  private static Set<String> among(Set<String> active, List<DemoShard> shards) {
    return shards.stream().map(DemoShard::id).filter(active::contains).collect(Collectors.toSet());
  }

  private void note(PlannedFault fault, String victim, Set<String> felt) {
    synchronized (done) {
      done.add(new Injected(clock.now(), fault.kind(), felt));
    }
    double from = clock.now().toMillis() / 1000.0;
    double lasts = fault.lasts().toMillis() / 1000.0;
    String what =
        String.format(Locale.ROOT, "  %6.1f s  %s: %s", from, fault.kind().text(), victim);
    say.accept(lasts > 0 ? what + String.format(Locale.ROOT, ", for %.1f s", lasts) : what);
  }

  /** Does no more, and undoes what is under way. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(UNDONE_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
        say.accept("A fault could not be undone.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
