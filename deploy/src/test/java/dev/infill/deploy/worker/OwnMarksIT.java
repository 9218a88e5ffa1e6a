package dev.infill.deploy.worker;

import static dev.infill.deploy.worker.LoneWorker.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Scatter;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Our own writes are no changes: from PostgreSQL 16 on they don't come, before their marks tell.
 */
@Timeout(180)
class OwnMarksIT {
  private static final ColumnFill FILL =
      LoneWorker.fill("users", "lower(email)", new KeyColumn("id", "bigint"));
  private static final int ROWS = 5_000;
  private static final String TABLE =
      "create table if not exists users (id bigint primary key, email text not null, c text)";
  private static final String WRONG =
      "select count(*) from users where c is distinct from lower(email)";

  @Test
  void theirMarksTellWhereTheServerCantKeepThemBack() throws Exception {
    try (var database = TestPostgres.version15().database();
        var worker = filled(database, OwnWrites.DROPPED)) {
      assertOnlyTheApplicationsWritesAreTold(database, worker);
      awaitOwn(worker);
    }
  }

  @Test
  void theirMarksTellAlsoInSessionsWithAnOrigin() throws Exception {
    try (var database = TestPostgres.shared().database();
        var worker = filled(database, OwnWrites.DROPPED)) {
      assertOnlyTheApplicationsWritesAreTold(database, worker);
      awaitOwn(worker);
    }
  }

  @Test
  void noneComesBackWhereTheServerKeepsThemBack() throws Exception {
    try (var database = TestPostgres.shared().database();
        var worker = filled(database, OwnWrites.FILTERED)) {
      assertOnlyTheApplicationsWritesAreTold(database, worker);

      // What is behind the barrier was read, and nothing of ours was before it.
      assertThat(worker.all(OwnWritesSeen.class)).isEmpty();
      assertThat(database.number("select count(*) from pg_replication_origin")).isPositive();
    }
  }

  @Test
  void whatATriggerWritesInOurTransactionsIsApplied() throws Exception {
    try (var database = TestPostgres.shared().database()) {
      database.execute(
          TABLE,
          """
          create function touch() returns trigger language plpgsql as $$
          begin
            update users set email = 'Touched' || new.id where id = new.id - 50;
            return null;
          end $$""",
          """
          create trigger touch after update on users for each row
          when (old.c is null and new.c is not null and new.id % 100 = 0)
          execute function touch()""");
      try (var worker = filled(database, OwnWrites.APPLIED)) {
        assertThat(database.number("select count(*) from users where email like 'Touched%'"))
            .isEqualTo(ROWS / 100);
        assertThat(database.number(WRONG)).isZero();
        assertOnlyTheApplicationsWritesAreTold(database, worker);
      }
    }
  }

  private static LoneWorker filled(TestDatabase database, OwnWrites ownWrites) throws Exception {
    database.execute(
        TABLE, "insert into users select g, 'User' || g from generate_series(1, " + ROWS + ") g");
    var worker = new LoneWorker(database, 1);
    worker.prepare(FILL);
    worker.askFor(FILL, ownWrites);
    var limits = new ChunkLimits(100, 1_000, Duration.ofMillis(100), Duration.ofSeconds(2));
    worker.send(
        new FillRange(
            ID,
            new RangeId(1, 1),
            1,
            KeyRange.ALL,
            worker.shard(),
            FILL,
            limits,
            new Scatter(3, 2_000, "the test says so")));
    worker.await(RangeFilled.class, e -> e.filled() >= ROWS);
    worker.barrier("b-0");
    worker.awaitBarrier("b-0"); // the appliers are there, and count from here
    return worker;
  }

  private static void assertOnlyTheApplicationsWritesAreTold(
      TestDatabase database, LoneWorker worker) throws Exception {
    database.execute(
        "update users set email = 'Mine' where id <= 3", "insert into users values (9001, 'New')");
    worker.barrier("b-1");
    worker.awaitBarrier("b-1");

    // What was applied is told before the barrier is.
    var applied = worker.all(ChangesApplied.class).toList();
    assertThat(applied.stream().mapToLong(ChangesApplied::changes).sum()).isEqualTo(4);
    assertThat(applied.stream().mapToLong(ChangesApplied::written).sum()).isEqualTo(4);
    assertThat(database.number(WRONG)).isZero();
  }

  /** The fill's writes, and the four that followed the application's. */
  private static void awaitOwn(LoneWorker worker) throws InterruptedException {
    Await.until(
        "all of our own writes were seen",
        Duration.ofSeconds(60),
        () -> worker.all(OwnWritesSeen.class).mapToLong(OwnWritesSeen::rows).sum(),
        seen -> seen >= ROWS + 4);
  }
}
