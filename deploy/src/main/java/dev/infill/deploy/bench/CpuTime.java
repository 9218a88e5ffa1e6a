package dev.infill.deploy.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Processor time, which tells the work apart from the waiting: on a machine that others use as well
 * it varies far less than the time on the clock. Read from Linux' {@code /proc}.
 *
 * @param serverSeconds of the server's first process and its children, those that ended included
 * @param clientSeconds of this process and its other descendants
 */
record CpuTime(double serverSeconds, double clientSeconds) {
  /** Linux counts in hundredths of a second towards programs, whatever it does inside. */
  private static final double TICKS_PER_SECOND = 100;

  // Fields of /proc/PID/stat behind the name of the program, which may hold blanks.
  private static final int PARENT = 1;
  private static final int OWN_USER = 11;
  private static final int OWN_SYSTEM = 12;
  private static final int ENDED_CHILDREN_USER = 13;
  private static final int ENDED_CHILDREN_SYSTEM = 14;

  /**
   * @param root the process of which all others of the server are children
   */
  static CpuTime now(long root) {
    // A child that is reaped between two readings would count twice or not at all: then once more.
    double endedBefore;
    double endedAfter = ended(root);
    double server;
    double client;
    do {
      endedBefore = endedAfter;
      Set<Long> servers = tree(root);
      server = servers.stream().mapToDouble(CpuTime::live).sum();
      Set<Long> clients = tree(ProcessHandle.current().pid());
      clients.removeAll(servers);
      client = clients.stream().mapToDouble(CpuTime::live).sum();
      endedAfter = ended(root);
    } while (endedAfter != endedBefore);
    return new CpuTime(server + endedAfter, client);
  }

  /** The process that started another one. */
  static long parent(long pid) {
    return stat(pid).map(fields -> Long.parseLong(fields.get(PARENT))).findFirst().orElseThrow();
  }

  /** A process and all below it. */
  private static Set<Long> tree(long pid) {
    var tree = new HashSet<Long>();
    tree.add(pid);
    try (Stream<ProcessHandle> below =
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants)) {
      below.map(ProcessHandle::pid).forEach(tree::add);
    }
    return tree;
  }

  private static double live(long pid) {
    return seconds(pid, OWN_USER, OWN_SYSTEM);
  }

  private static double ended(long pid) {
    return seconds(pid, ENDED_CHILDREN_USER, ENDED_CHILDREN_SYSTEM);
  }

  private static double seconds(long pid, int user, int system) {
    return stat(pid)
        .mapToDouble(
            fields ->
                (Long.parseLong(fields.get(user)) + Long.parseLong(fields.get(system)))
                    / TICKS_PER_SECOND)
        .sum();
  }

  /** Nothing for a process that has just ended, be it while it was read. */
  private static Stream<List<String>> stat(long pid) {
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      String line = Files.readString(process.resolve("stat"));
      return Stream.of(List.of(line.substring(line.lastIndexOf(')') + 2).split(" ")));
    } catch (IOException e) {
      if (Files.notExists(process)) {
        return Stream.empty();
      }
      throw new UncheckedIOException(e);
    }
  }
}
