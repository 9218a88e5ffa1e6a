package dev.infill.deploy.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What goes before a command so that it gets the processors when nobody else wants them. */
final class Priority {
  /**
   * Where Linux groups processes by session, a priority counts only among those of one session:
   * each group gets the same share, and every process of PostgreSQL is a session of its own. The
   * group itself has to step back then (sched(7), "The autogroup feature").
   */
  private static final Path SESSION = Path.of("/proc/self/autogroup");

  private static final List<String> SESSION_STEPS_BACK =
      List.of("sh", "-c", "echo 19 > " + SESSION + "; exec \"$@\"", "sh");

  private Priority() {}

  /**
   * @param alone whether the command has a session of its own; others in it would step back too
   */
  static List<String> lowest(boolean alone) {
    var before = new ArrayList<String>();
    if (alone && Files.isWritable(SESSION)) {
      before.addAll(SESSION_STEPS_BACK);
    }
    var idle = List.of("chrt", "--idle", "0");
    before.addAll(Account.runs(idle) ? idle : List.of("nice", "-n", "19"));
    return before;
  }
}
