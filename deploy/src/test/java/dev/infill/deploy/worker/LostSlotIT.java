package dev.infill.deploy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OwnServer;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A slot that nobody read from for too long, while all workers were away. */
@Timeout(300)
class LostSlotIT {
  private static final ColumnFill FILL =
      LoneWorker.fill("users", "lower(email)", new KeyColumn("id", "bigint"));

  @Test
  void tellsThatTheSlotWasIdleForTooLong() throws Exception {
    try (var server = OwnServer.start(Map.of("idle_replication_slot_timeout", "1s"))) {
      assertThat(lost(server.database())).contains("invalidated: idle_timeout");
    }
  }

  @Test
  void tellsThatTheServerRemovedItsWal() throws Exception {
    try (var server = OwnServer.version15(Map.of("max_slot_wal_keep_size", "1MB"))) {
      assertThat(lost(server.database())).contains("invalidated: the server removed its WAL");
    }
  }

  /** What a worker says of a slot that was invalidated before it came. */
  private static String lost(TestDatabase database) throws Exception {
    database.execute("create table users (id bigint primary key, email text not null, c text)");
    try (var worker = new LoneWorker(database, 1)) {
      database.execute(
          "create publication infill_p for table users",
          "select pg_create_logical_replication_slot('" + worker.slot() + "', 'pgoutput')");
      Await.until("the slot is invalidated", Duration.ofMinutes(2), () -> invalid(database));

      worker.askFor(FILL);
      worker.barrier("b-0");

      String reason = worker.await(CaptureLost.class, e -> true).reason();
      assertThat(worker.all(BarrierPassed.class)).isEmpty();
      return reason;
    }
  }

  private static boolean invalid(TestDatabase database) throws SQLException {
    database.execute(
        "select pg_logical_emit_message(false, 'elsewhere', repeat('x', 1000000))"
            + " from generate_series(1, 20)",
        "select pg_switch_wal()",
        "checkpoint");
    return database.number("select count(*) from pg_replication_slots where wal_status = 'lost'")
        == 1;
  }
}
