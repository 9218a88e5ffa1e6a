package dev.infill.deploy.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Chooses who goes on next: a thread, something on its way, the application, whatever goes on by
 * itself. Where nothing can, time passes until something is due.
 */
final class NextStep {
  private final World world;
  private final Random random;
  private final Threads threads;
  private final Cluster cluster;

  NextStep(World world) {
    this.world = world;
    this.random = world.random();
    this.threads = world.threads();
    this.cluster = world.cluster();
  }

  void step() {
    world.pass(Duration.ofMillis(random.nextInt(4)));
    cluster.removeLeft();
    world.group().begin();
    slowDown();
    var ready = threads.ready();
    int pick = random.nextInt(100);
    boolean first = ready.size() == 1 && ready.getFirst().isInterrupted();
    if (first || (pick < 50 && !ready.isEmpty())) {
      resume(ready.get(random.nextInt(ready.size())));
    } else if ((pick < 72 && cluster.deliver())
        || (pick < 84 && write())
        || (pick < 94 && cluster.tend())) {
      return;
    } else if (pick >= 94 && pick < 97) {
      pass(Duration.ofMillis(random.nextInt(150)));
    } else if (!ready.isEmpty()) {
      resume(ready.get(random.nextInt(ready.size())));
    } else if (!cluster.deliver() && !cluster.tend() && !write()) {
      pass(untilSomethingIsDue());
    }
  }

  /** Now and then some thread is slow, so that much may happen between two of its statements. */
  private void slowDown() {
    if (random.nextInt(25) == 0 && !threads.all().isEmpty()) {
      var one = threads.all().get(random.nextInt(threads.all().size()));
      one.slow(Duration.ofMillis(random.nextInt(random.nextBoolean() ? 100 : 2_000)));
    }
  }

  /** The application goes on on some shard; false when it does nowhere now. */
  private boolean write() {
    var due = world.applications().stream().filter(a -> !world.now().isBefore(a.next())).toList();
    if (due.isEmpty()) {
      return false;
    }
    due.get(random.nextInt(due.size())).step();
    return true;
  }

  private void resume(Threads.Waiting one) {
    world.trace(one::toString);
    threads.resume(one);
  }

  private void pass(Duration time) {
    world.pass(time);
    world.trace(() -> "it is " + world.now());
  }

  /** Nothing can happen before. */
  private Duration untilSomethingIsDue() {
    return Stream.of(
            threads.all().stream()
                .filter(one -> !one.machine.frozen())
                .flatMap(one -> one.wake().stream()),
            cluster.due(),
            world.applications().stream().map(Application::next),
            world.topics().tasks.due().stream())
        .flatMap(due -> due)
        .min(Instant::compareTo)
        .map(due -> Duration.between(world.now(), due))
        .filter(Duration::isPositive)
        .orElse(Duration.ofMillis(100));
  }
}
