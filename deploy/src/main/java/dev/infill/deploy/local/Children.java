package dev.infill.deploy.local;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Processes by their names, each of which may be ended in any way and started again with the same
 * arguments. Any thread may call, but one process is used by one thread at a time.
 */
public final class Children implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final RunFile runFile;
  private final Map<String, ChildProcess.Plan> plans = new LinkedHashMap<>();
  private final Map<String, ChildProcess> running = new LinkedHashMap<>();

  public Children(RunFile runFile) {
    this.runFile = runFile;
  }

  /** Notes how a process is started, by its name; it does not run yet. */
  public synchronized void plan(ChildProcess.Plan plan) {
    plans.put(plan.name(), plan);
  }

  /**
   * Starts a process that does not run.
   *
   * @throws IOException when it can't be started
   */
  public void start(String name) throws IOException {
    ChildProcess.Plan plan;
    synchronized (this) {
      plan = plans.get(name);
    }
    var child = ChildProcess.start(plan, runFile);
    synchronized (this) {
      running.put(name, child);
    }
  }

  /** The process that was started last under a name. */
  public synchronized ChildProcess get(String name) {
    return running.get(name);
  }

  /** Ends all, those that were started last first. */
  @Override
  public void close() {
    List<ChildProcess> children;
    synchronized (this) {
      children = List.copyOf(running.values()).reversed();
    }
    // One that stands still hears nothing.
    children.stream().filter(ChildProcess::isAlive).forEach(child -> child.signal("CONT"));
    ChildProcess.stopAll(children, GRACE);
  }
}
