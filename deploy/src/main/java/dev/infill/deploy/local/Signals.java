package dev.infill.deploy.local;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the JDK lacks for ending processes: any signal, and a wait for processes that aren't our
 * children.
 */
final class Signals {
  private Signals() {}

  /**
   * Sends a process a signal by its name, such as {@code INT}. One that has ended already is no
   * error.
   */
  static void send(ProcessHandle process, String signal) {
    try {
      // The shell's own kill: the JDK knows only TERM and KILL, and a small system has no program
      // of that name.
      new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      process.destroy(); // without a shell, TERM must do
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends the signal, and ends the process for good when it still lives after the grace. */
  static void end(ProcessHandle process, String signal, Duration grace) {
    send(process, signal);
    if (!ended(process, grace)) {
      process.destroyForcibly();
      ended(process, grace);
    }
  }

  /** Waits for a process's end. Says whether it came in time. */
  static boolean ended(ProcessHandle process, Duration time) {
    try {
      process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Cannot wait for process " + process.pid(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
