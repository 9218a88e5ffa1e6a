package dev.infill.deploy.worker;

import static dev.infill.deploy.worker.LoneWorker.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangeReturned;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.deploy.local.DataFolder;
import dev.infill.deploy.local.EmbeddedKafka;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class WorkerRestartsIT {
  private static final ChunkLimits SMALL =
      new ChunkLimits(50, 200, Duration.ofMillis(100), Duration.ofSeconds(2));

  /** Slow enough that a range is still at work when something is restarted. */
  private static final ColumnFill SLOW =
      LoneWorker.fill(
          "users",
          "lower(email) || substr(pg_sleep(0.0005)::text, 1, 0)",
          new KeyColumn("id", "bigint"));

  private static final String WRONG =
      "select count(*) from users where c is distinct from lower(email)";

  private static final String FILLED = "select count(*) from users where c is not null";

  @Test
  void goesOnWhenTheDatabaseComesBack(@TempDir Path temp) throws Exception {
    try (var folder = DataFolder.take(temp.resolve("data"));
        var server =
            EmbeddedPostgres.start(
                folder.folder("restarted"),
                folder.log("restarted"),
                PostgresSettings.bundled("postgres", "test"),
                folder.runFile())) {
      var database =
          new TestDatabase(
              "postgres",
              server.jdbcUrl("postgres"),
              server.user(),
              server.password(),
              server.jdbcUrl("postgres"));
      prepare(database, 6_000);
      try (var worker = new LoneWorker(database, 1)) {
        worker.capture(SLOW);
        worker.barrier("b-0");
        worker.awaitBarrier("b-0");
        worker.send(fillAll(worker));
        worker.await(ChunkFilled.class, e -> true); // it is at work
        server.restart();
        awaitFilled(database, more(database));
        server.kill9();
        server.startAgain();
        database.execute("update users set email = 'Late' || id where id % 100 = 0");

        worker.await(RangeFilled.class, e -> true);
        worker.barrier("b-1");
        worker.awaitBarrier("b-1");

        assertThat(database.number(WRONG)).isZero();
        assertThat(worker.all(TaskFailed.class)).isEmpty();
        assertThat(worker.all(CaptureLost.class)).isEmpty();
      }
    }
  }

  @Test
  void goesOnWhenTheBrokerComesBack(@TempDir Path folder) throws Exception {
    var broker = EmbeddedKafka.start(folder, OptionalInt.empty());
    try (var database = TestPostgres.shared().database()) {
      prepare(database, 6_000);
      try (var worker = new LoneWorker(database, broker.bootstrapServers(), 1)) {
        worker.capture(SLOW);
        worker.barrier("b-0");
        worker.awaitBarrier("b-0");
        worker.send(fillAll(worker));
        worker.await(ChunkFilled.class, e -> true); // it is at work
        broker.close();
        database.execute("update users set email = 'Late' || id where id % 100 = 0");
        awaitFilled(database, more(database)); // the fill needs no broker for its next chunk
        broker = EmbeddedKafka.start(folder, OptionalInt.of(broker.port()));

        worker.await(RangeFilled.class, e -> true);
        worker.barrier("b-1");
        worker.awaitBarrier("b-1");

        assertThat(database.number(WRONG)).isZero();
        assertThat(worker.all(CaptureLost.class)).isEmpty();
      }
    } finally {
      broker.close();
    }
  }

  @Test
  void givesItsRangeBackWhenItLeaves() throws Exception {
    try (var database = TestPostgres.shared().database()) {
      prepare(database, 6_000);
      try (var worker = new LoneWorker(database, 1)) {
        worker.capture(SLOW);
        worker.send(fillAll(worker));
        worker.await(ChunkFilled.class, e -> true);

        long began = System.nanoTime();
        worker.stopWorker();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(6));
        var returned = worker.await(RangeReturned.class, e -> true);
        assertThat(returned.doneUpTo()).isPresent();
        assertThat(returned.reason()).contains("leaves");
      }
    }
  }

  private static void prepare(TestDatabase database, int rows) throws Exception {
    database.execute(
        "create table users (id bigint primary key, email text not null, c text)",
        "insert into users select g, 'User' || g from generate_series(1, " + rows + ") g");
  }

  /** A number of filled rows that is reached only if the worker goes on from now. */
  private static long more(TestDatabase database) throws Exception {
    return database.number(FILLED) + 1;
  }

  private static void awaitFilled(TestDatabase database, long rows) {
    Await.until("the fill goes on", Await.LONG, () -> database.number(FILLED) >= rows);
  }

  private static FillRange fillAll(LoneWorker worker) {
    return new FillRange(ID, new RangeId(1, 1), 1, KeyRange.ALL, worker.shard(), SLOW, SMALL);
  }
}
