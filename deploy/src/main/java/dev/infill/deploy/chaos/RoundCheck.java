package dev.infill.deploy.chaos;

import dev.infill.deploy.cluster.DemoShard;
import dev.infill.deploy.demo.DemoCheck;
import dev.infill.deploy.demo.UsersTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Looks at every row of every shard after a migration, while the application writes on. */
final class RoundCheck {
  private static final Duration AGAIN = Duration.ofMillis(250);

  private final List<DemoShard> shards;
  private long rows;
  private long mismatches;

  RoundCheck(List<DemoShard> shards) {
    this.shards = List.copyOf(shards);
  }

  /**
   * Counts the rows that are not right, and says where there are any. A server that is down is
   * asked again until the deadline.
   */
  List<String> mismatches(Duration deadline, Stopwatch clock)
      throws SQLException, InterruptedException {
    var wrong = new ArrayList<String>();
    for (DemoShard shard : shards) {
      DemoCheck.Rows found = look(shard, deadline, clock);
      rows += found.rows();
      mismatches += found.mismatches();
      if (found.mismatches() > 0) {
        wrong.add(
            "%d rows of %s are not right after a migration was complete"
                .formatted(found.mismatches(), shard.id()));
      }
    }
    return wrong;
  }

  private static DemoCheck.Rows look(DemoShard shard, Duration deadline, Stopwatch clock)
      throws SQLException, InterruptedException {
    while (true) {
      try (var connection = shard.admin().connect()) {
        return DemoCheck.rows(connection, UsersTable.at(shard.url()));
      } catch (SQLException e) {
        // A fault may have the server down; a statement that is wrong stays so until the deadline.
        if (clock.now().compareTo(deadline) > 0) {
          throw e;
        }
      }
      Thread.sleep(AGAIN);
    }
  }

  /** Rows looked at so far. */
  long rows() {
    return rows;
  }

  long mismatches() {
    return mismatches;
  }
}
