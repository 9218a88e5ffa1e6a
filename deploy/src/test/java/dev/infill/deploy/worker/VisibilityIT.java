package dev.infill.deploy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OwnServer;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A commit is captured before it can be seen; with a synchronous standby that does not answer, for
 * as long as one likes.
 */
@Timeout(120)
class VisibilityIT {
  private static final ColumnFill FILL =
      LoneWorker.fill("users", "lower(email)", new KeyColumn("id", "bigint"));

  /** Only a session that asks for it waits for the standby that there is none of. */
  private static final Map<String, String> GHOST =
      Map.of("synchronous_standby_names", "ghost", "synchronous_commit", "local");

  @Test
  void writesAChangeThatWasCapturedLongBeforeItCouldBeSeen() throws Exception {
    try (var server = OwnServer.start(GHOST)) {
      captureBeforeVisible(server.database());
    }
  }

  @Test
  void doesSoOnPostgres15() throws Exception {
    try (var server = OwnServer.version15(GHOST)) {
      captureBeforeVisible(server.database());
    }
  }

  private static void captureBeforeVisible(TestDatabase database) throws Exception {
    database.execute(
        "create table users (id bigint primary key, email text not null, c text)",
        "insert into users select g, 'User' || g, 'user' || g from generate_series(1, 100) g");
    try (var worker = new LoneWorker(database, 1)) {
      worker.capture(FILL);
      worker.barrier("b-0");
      worker.awaitBarrier("b-0");
      Thread hidden = Thread.ofPlatform().start(() -> commitHidden(database));
      int pid = Integer.parseInt(awaitHidden(database));

      // Whoever would pass it on now would write nothing, and never look again.
      worker.barrier("b-1");
      awaitLook(database);
      assertThat(database.number("select count(*) from users where email = 'HIDDEN'")).isZero();
      assertThat(worker.all(BarrierPassed.class)).noneMatch(e -> e.barrier().equals("b-1"));
      // The wait for the standby ends, and the commit is seen from then on.
      database.execute("select pg_cancel_backend(" + pid + ")");
      hidden.join();
      worker.awaitBarrier("b-1");

      assertThat(database.number("select count(*) from users where email = 'HIDDEN'")).isEqualTo(2);
      assertThat(
              database.number("select count(*) from users where c is distinct from lower(email)"))
          .isZero();
      assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::written).sum())
          .isEqualTo(2);
      assertThat(worker.all(CaptureLost.class)).isEmpty();
    }
  }

  private static void commitHidden(TestDatabase database) {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("set synchronous_commit = on");
      connection.setAutoCommit(false);
      statement.execute("update users set email = 'HIDDEN' where id = 7");
      statement.execute("insert into users values (101, 'HIDDEN')");
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the commit is in the log and waits for its standby. */
  private static String awaitHidden(TestDatabase database) {
    return Await.until(
            "a commit waits for its standby",
            Await.LONG,
            () -> database.column("select pid from pg_stat_activity where wait_event = 'SyncRep'"),
            pids -> pids.size() == 1)
        .getFirst();
  }

  /** Waits until the capture has got the change, and asks whether it can be seen. */
  private static void awaitLook(TestDatabase database) {
    Await.until(
        "the capture asks whether the commit can be seen",
        Await.LONG,
        () ->
            database.number(
                    """
                    select count(*) from pg_stat_activity
                     where query like '%pg_visible_in_snapshot%' and pid <> pg_backend_pid()
                    """)
                > 0);
  }
}
