package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server that still runs in a data folder, because the run that started it was killed. */
final class StaleServer {
  private static final Logger LOG = LoggerFactory.getLogger(StaleServer.class);
  private static final Duration GRACE = Duration.ofSeconds(15);

  private StaleServer() {}

  /**
   * Ends it, when it is really in this folder: the number in the file may be somebody else's by
   * now.
   *
   * @param data the folder that the server works in
   * @param pidFile the file in it with the server's number in its first line
   * @param signal what it ends on in order
   */
  static void end(Path data, String pidFile, String signal) throws IOException {
    Optional<ProcessHandle> server = running(data, pidFile);
    if (server.isEmpty()) {
      return;
    }
    LOG.warn("ending server process {} that an earlier run left in {}", server.get().pid(), data);
    Signals.end(server.get(), signal, GRACE);
  }

  private static Optional<ProcessHandle> running(Path data, String pidFile) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(data.resolve(pidFile));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
        .filter(ProcessHandle::isAlive)
        .filter(process -> worksIn(process, data));
  }

  private static boolean worksIn(ProcessHandle process, Path data) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/cwd")).equals(data);
    } catch (IOException e) {
      return false; // ended meanwhile, or not ours to look at and so not ours
    }
  }
}
