package dev.infill.deploy.worker;

import static dev.infill.deploy.worker.LoneWorker.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.deploy.testing.TestPostgres;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a server that can't keep our own writes out of the change stream, their marks do. */
@Timeout(120)
class OwnMarksIT {
  private static final ColumnFill FILL =
      LoneWorker.fill("users", "lower(email)", new KeyColumn("id", "bigint"));

  @Test
  void ownWritesAreNoChanges() throws Exception {
    try (var database = TestPostgres.version15().database()) {
      database.execute(
          "create table users (id bigint primary key, email text not null, c text)",
          "insert into users select g, 'User' || g from generate_series(1, 5000) g");
      try (var worker = new LoneWorker(database, 1)) {
        worker.capture(FILL);
        var limits = new ChunkLimits(100, 1_000, Duration.ofMillis(100), Duration.ofSeconds(2));
        worker.send(
            new FillRange(ID, new RangeId(1, 1), 1, KeyRange.ALL, worker.shard(), FILL, limits));
        worker.await(RangeFilled.class, e -> true);
        worker.barrier("b-0");
        worker.awaitBarrier("b-0"); // the appliers are there, and count from here
        database.execute(
            "update users set email = 'Mine' where id <= 3",
            "insert into users values (9001, 'New')");
        worker.barrier("b-1");
        worker.awaitBarrier("b-1");

        // What was applied is told before the barrier is.
        var applied = worker.all(ChangesApplied.class).toList();
        assertThat(applied.stream().mapToLong(ChangesApplied::changes).sum()).isEqualTo(4);
        assertThat(applied.stream().mapToLong(ChangesApplied::written).sum()).isEqualTo(4);
        assertThat(
                database.number("select count(*) from users where c is distinct from lower(email)"))
            .isZero();
      }
    }
  }
}
