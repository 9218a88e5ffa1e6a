package dev.infill.deploy.testing;

import dev.infill.deploy.Main;
import dev.infill.deploy.local.ChildProcess;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.JavaChild;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The program as a process of its own, for tests that kill it. It ends with the tests at the
 * latest.
 */
public final class TestProcess {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private TestProcess() {}

  /** Starts {@code infill} with these arguments; its output is in the process's log. */
  public static ChildProcess infill(String... arguments) throws IOException {
    DataFolder folder = TestFolder.get();
    String name = arguments[0] + "-" + NUMBERS.incrementAndGet();
    var plan =
        JavaChild.of(
            name, Main.class, List.of("-Xmx256m"), List.of(arguments), Map.of(), folder.log(name));
    return ChildProcess.start(plan, folder.runFile());
  }
}
