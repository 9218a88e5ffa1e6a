package dev.infill.deploy.local;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a command started, the last first, exactly once: when the command is over, or when the
 * process is told to stop (Ctrl-C, TERM).
 */
public final class Shutdown implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  private record Part(String name, AutoCloseable closeable) {}

  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch asked = new CountDownLatch(1);

  private Shutdown() {}

  /** Stops when the process is told to, and says so, since it may take a few seconds. */
  public static Shutdown ofProcess() {
    var shutdown = new Shutdown();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  shutdown.asked.countDown();
                  shutdown.announce(System.err);
                  shutdown.close();
                },
                "shutdown"));
    return shutdown;
  }

  /**
   * Ends this part when the rest ends.
   *
   * @return the part itself
   */
  public synchronized <T extends AutoCloseable> T add(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /** Whether the process was told to stop. What fails from now on fails because of that. */
  public boolean asked() {
    return asked.getCount() == 0;
  }

  /** Waits until the process is told to stop. */
  public void await() throws InterruptedException {
    asked.await();
  }

  private synchronized void announce(PrintStream err) {
    if (!parts.isEmpty()) {
      err.println("Stopping ...");
    }
  }

  @Override
  public synchronized void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        part.closeable().close();
      } catch (Exception e) {
        // The rest must end all the same.
        LOG.warn("{} did not end well", part.name(), e);
      }
    }
  }
}
