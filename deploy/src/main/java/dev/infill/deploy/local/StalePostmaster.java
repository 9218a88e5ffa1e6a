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
final class StalePostmaster {
  private static final Logger LOG = LoggerFactory.getLogger(StalePostmaster.class);
  private static final Duration GRACE = Duration.ofSeconds(15);

  private StalePostmaster() {}

  /**
   * Ends it, when it is really in this folder: the number in the lock file may be somebody else's
   * by now.
   */
  static void end(Path data) throws IOException {
    Optional<ProcessHandle> server = running(data);
    if (server.isEmpty()) {
      return;
    }
    LOG.warn(
        "ending PostgreSQL process {} that an earlier run left in {}", server.get().pid(), data);
    Signals.end(server.get(), "INT", GRACE);
  }

  private static Optional<ProcessHandle> running(Path data) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(data.resolve("postmaster.pid"));
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
