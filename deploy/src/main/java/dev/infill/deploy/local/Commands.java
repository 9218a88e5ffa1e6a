package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs that are run to their end, such as those that make a data folder. */
final class Commands {
  private static final Path EVERYWHERE = Path.of("/");

  private Commands() {}

  /** Runs a program of which it is known that it ends soon. */
  static String run(List<String> command) throws IOException {
    return run(command, Map.of(), EVERYWHERE, Duration.ofMinutes(2));
  }

  /**
   * What a program says, on either stream.
   *
   * @param environment added to this process's own
   * @param in the folder it works in
   * @throws IOException when it can't be started, fails, or takes longer; with what it said
   */
  static String run(List<String> command, Map<String, String> environment, Path in, Duration within)
      throws IOException {
    Path output = Files.createTempFile("infill-", ".out");
    try {
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile())
              .directory(in.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " hangs: " + String.join(" ", command));
      }
      String said = Files.readString(output);
      if (process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + " failed:\n" + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      Files.delete(output);
    }
  }
}
