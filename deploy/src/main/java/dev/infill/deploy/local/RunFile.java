package dev.infill.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which processes a run has started, on disk, so that the next one can end them when the run was
 * killed. A process is known by its number and the moment of its start together: numbers are used
 * again.
 */
public final class RunFile {
  private static final Logger LOG = LoggerFactory.getLogger(RunFile.class);

  /**
   * How far the same start may differ between two looks: the clock's base is kept in whole seconds.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Path file;
  private final Map<Long, Instant> running = new LinkedHashMap<>();

  RunFile(Path file) {
    this.file = file;
  }

  synchronized void add(ProcessHandle process) throws IOException {
    running.put(process.pid(), process.info().startInstant().orElse(Instant.now()));
    write();
  }

  synchronized void remove(long pid) throws IOException {
    running.remove(pid);
    write();
  }

  /** Ends what an earlier run started here and left running. */
  void endLeftovers() throws IOException {
    for (ProcessHandle leftover : leftovers()) {
      LOG.warn(
          "ending process {} that an earlier run left in {}", leftover.pid(), file.getParent());
      Signals.end(leftover, "TERM", GRACE);
    }
    Files.deleteIfExists(file);
  }

  private List<ProcessHandle> leftovers() throws IOException {
    var found = new ArrayList<ProcessHandle>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] parts = line.split(" ", 2);
        alive(Long.parseLong(parts[0]), Instant.parse(parts[1])).ifPresent(found::add);
      }
    } catch (NoSuchFileException e) {
      return List.of(); // the first run here, or the last one ended well
    }
    return found;
  }

  private static Optional<ProcessHandle> alive(long pid, Instant started) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process
                    .info()
                    .startInstant()
                    .filter(
                        start -> Duration.between(started, start).abs().compareTo(TOLERANCE) <= 0)
                    .isPresent());
  }

  /** Written aside and moved, so that a kill in the middle leaves the old or the new list. */
  private void write() throws IOException {
    var lines = new ArrayList<String>();
    running.forEach((pid, start) -> lines.add(pid + " " + start));
    Path aside = file.resolveSibling(file.getFileName() + ".new");
    Files.write(aside, lines);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
