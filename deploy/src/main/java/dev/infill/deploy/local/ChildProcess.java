package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that this one started, and only this one ends: politely, and after a grace for good.
 * Its output goes to a log file. When this process dies without a word, the kernel ends the child
 * where {@code setpriv} can ask for that, and the next run on the data folder does so everywhere.
 */
public final class ChildProcess implements AutoCloseable {
  private static final int LOG_TAIL = 2_000;
  private static final Duration KILLED_WITHIN = Duration.ofSeconds(10);

  private final String name;
  private final Path log;
  private final Process process;
  private final CompletableFuture<Integer> exited;

  private ChildProcess(String name, Path log, Process process, CompletableFuture<Integer> exited) {
    this.name = name;
    this.log = log;
    this.process = process;
    this.exited = exited;
  }

  /**
   * What to start.
   *
   * @param name for messages
   * @param command the program and its arguments
   * @param environment added to this process's own
   * @param log its output is appended to this file
   * @param whenOrphaned the signal the child gets when this process dies: {@code INT}, {@code TERM}
   *     or {@code KILL}
   * @param asUser goes before the command to change the user; may be empty
   */
  public record Plan(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path log,
      String whenOrphaned,
      List<String> asUser) {
    public Plan {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
      asUser = List.copyOf(asUser);
    }

    /** The same with the lowest priority: it gets the processors when nobody else wants them. */
    public Plan behindOthers() {
      var behind = new ArrayList<>(Priority.lowest(!ownSession().isEmpty()));
      behind.addAll(command);
      return new Plan(name, behind, environment, log, whenOrphaned, asUser);
    }
  }

  /**
   * Starts a process and notes it in the run file.
   *
   * @throws IOException when it can't be started
   */
  public static ChildProcess start(Plan plan, RunFile runFile) throws IOException {
    var started = new CompletableFuture<Process>();
    var exited = new CompletableFuture<Integer>();
    // The kernel looks at the thread that started the child, not at its process: so that thread
    // waits as long as the
    // child lives.
    Thread.ofPlatform()
        .daemon()
        .name("child-" + plan.name())
        .start(() -> runAndWait(plan, runFile, started, exited));
    try {
      return new ChildProcess(plan.name(), plan.log(), started.join(), exited);
    } catch (CompletionException e) {
      throw new IOException("Cannot start " + plan.name() + ": " + e.getCause(), e.getCause());
    }
  }

  private static void runAndWait(
      Plan plan,
      RunFile runFile,
      CompletableFuture<Process> started,
      CompletableFuture<Integer> exited) {
    try {
      var builder = new ProcessBuilder(wrapped(plan));
      builder.environment().putAll(plan.environment());
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
      builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
      Process process = builder.start();
      runFile.add(process.toHandle());
      started.complete(process);
      int code = process.waitFor();
      runFile.remove(process.pid());
      exited.complete(code);
    } catch (IOException e) {
      started.completeExceptionally(e);
      exited.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each wrapper replaces itself with the next, so the number stays that of the program. */
  private static List<String> wrapped(Plan plan) {
    var command = new ArrayList<String>();
    command.addAll(ownSession());
    command.addAll(plan.asUser());
    var orphan = List.of("setpriv", "--pdeathsig", plan.whenOrphaned());
    if (Account.runs(orphan)) {
      command.addAll(orphan);
    }
    command.addAll(plan.command());
    return command;
  }

  /** Ctrl-C in the terminal is for this process then, which ends its children in order. */
  private static List<String> ownSession() {
    var session = List.of("setsid");
    return Account.runs(session) ? session : List.of();
  }

  public String name() {
    return name;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the process has ended and is out of the run file. */
  public CompletableFuture<Integer> exited() {
    return exited.copy();
  }

  /** The last lines of its log, for an error message. */
  public String logTail() {
    try {
      byte[] all = Files.readAllBytes(log);
      int from = Math.max(0, all.length - LOG_TAIL);
      return new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      return "(" + log + " cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Asks it to end with a signal such as {@code TERM}, and ends it for good after the grace. */
  public void stop(String signal, Duration grace) {
    if (process.isAlive()) {
      signal(signal);
      if (!waitFor(grace)) {
        kill();
      }
    } else {
      waitFor(KILLED_WITHIN);
    }
  }

  /** Asks several to end at once, and waits for all: as long as the slowest takes. */
  public static void stopAll(List<ChildProcess> children, Duration grace) {
    children.stream().filter(ChildProcess::isAlive).forEach(child -> child.signal("TERM"));
    for (ChildProcess child : children) {
      if (!child.waitFor(grace)) {
        child.kill();
      }
    }
  }

  /** Ends it at once and for good, as a crash would. */
  public void kill() {
    process.destroyForcibly();
    waitFor(KILLED_WITHIN);
  }

  /** Sends it a signal by its name, such as {@code STOP}. */
  public void signal(String signal) {
    Signals.send(process.toHandle(), signal);
  }

  /** Waits for its end. Says whether it came in time. */
  public boolean waitFor(Duration time) {
    try {
      exited.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("The end of " + name + " could not be noted", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Stops it with TERM and a grace of 10 seconds. */
  @Override
  public void close() {
    stop("TERM", Duration.ofSeconds(10));
  }
}
