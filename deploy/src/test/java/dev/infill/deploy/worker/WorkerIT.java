package dev.infill.deploy.worker;

import static dev.infill.deploy.worker.LoneWorker.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.infill.common.kafka.Topic;
import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeChecked;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RowQuarantined;
import dev.infill.common.message.Event.RowsRepaired;
import dev.infill.common.message.Task.CheckRange;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.message.Task.RepairRows;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorkerIT {
  private static final RangeId RANGE = new RangeId(1, 1);
  private static final ChunkLimits LIMITS =
      new ChunkLimits(100, 10_000, Duration.ofMillis(100), Duration.ofSeconds(2));
  private static final ColumnFill FILL =
      LoneWorker.fill("users", "lower(email)", new KeyColumn("id", "bigint"));
  private static final String WRONG =
      "select count(*) from users where c is distinct from lower(email)";

  private TestDatabase database;
  private LoneWorker worker;

  @BeforeEach
  void begin() throws Exception {
    database = TestPostgres.shared().database();
    database.execute(
        "create table users (id bigint primary key, email text not null, c text)",
        "insert into users select g, 'User' || g || '@X.org' from generate_series(1, 20000) g");
    worker = new LoneWorker(database, 2);
  }

  @AfterEach
  void end() throws SQLException {
    worker.close();
    database.close();
  }

  @Test
  void fillsARangeAndTellsEachChunk() throws Exception {
    worker.capture(FILL);
    worker.send(fillAll(FILL));

    var filled = worker.await(RangeFilled.class, e -> true);

    assertThat(filled.rows()).isEqualTo(20_000);
    assertThat(filled.filled()).isEqualTo(20_000);
    assertThat(filled.worker()).isEqualTo("w-1");
    assertThat(worker.all(ChunkFilled.class).mapToLong(ChunkFilled::filled).sum())
        .isEqualTo(20_000);
    assertThat(database.number(WRONG)).isZero();
  }

  @Test
  void whatALaterVersionAsksForIsLeftOutAndTheRestIsDone() throws Exception {
    worker.capture(FILL);
    worker.sendLater(Topic.TASKS, ID + "/1.9");
    worker.sendLater(Topic.PACE, "users/later");
    worker.sendLater(Topic.CAPTURES, "users/later");
    // A change that nobody can read is as good as lost, so every row has to be looked at again.
    worker.sendLater(Topic.CHANGES, ID + "|1");

    worker.send(fillAll(FILL));

    assertThat(worker.await(RangeFilled.class, e -> true).filled()).isEqualTo(20_000);
    assertThat(worker.await(CaptureLost.class, e -> true).reason()).contains("can't be read");
    Await.until("all are counted", Await.LONG, () -> worker.unreadable() == 4);
  }

  @Test
  void goesAroundRowsThatTheApplicationHolds() throws Exception {
    worker.askFor(FILL); // without a slot, so that the check finds what nobody dual-wrote
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("update users set email = 'A@b' where id in (7, 15000)");
      worker.send(fillAll(FILL));

      var filled = worker.await(RangeFilled.class, e -> true);

      assertThat(filled.skipped()).isEqualTo(2);
      assertThat(filled.filled()).isEqualTo(19_998);
      connection.commit();
    }
    worker.send(checkAll(FILL));
    var checked = worker.await(RangeChecked.class, e -> true);
    assertThat(checked.counted()).isEqualTo(20_000);
    assertThat(checked.equal()).isEqualTo(19_998);
    assertThat(checked.differing()).containsExactlyInAnyOrder(Key.of("7"), Key.of("15000"));
    worker.send(new RepairRows(ID, RANGE, 1, checked.differing(), worker.shard(), FILL, LIMITS));
    assertThat(worker.await(RowsRepaired.class, e -> true).repaired()).isEqualTo(2);
    assertThat(database.number(WRONG)).isZero();
  }

  @Test
  void putsRowsAsideWhoseValueCannotBeComputed() throws Exception {
    database.execute("update users set email = '0' where id in (5000, 5001, 20000)");
    var dividing =
        LoneWorker.fill(
            "users",
            "(1 / case when email = '0' then 0 else 1 end)::text",
            new KeyColumn("id", "bigint"));
    worker.capture(dividing);
    worker.send(fillAll(dividing));

    var filled = worker.await(RangeFilled.class, e -> true);

    assertThat(filled.filled()).isEqualTo(19_997);
    assertThat(worker.all(RowQuarantined.class))
        .extracting(RowQuarantined::key, RowQuarantined::code)
        .containsExactlyInAnyOrder(
            tuple(Key.of("5000"), "22012"),
            tuple(Key.of("5001"), "22012"),
            tuple(Key.of("20000"), "22012"));
    worker.send(checkAll(dividing));
    var checked = worker.await(RangeChecked.class, e -> true);
    assertThat(checked.counted()).isEqualTo(20_000);
    assertThat(checked.equal()).isEqualTo(19_997);
    assertThat(checked.differing()).hasSize(3);
  }

  @Test
  void dualWritesWhatIsWrittenMeanwhile() throws Exception {
    worker.capture(FILL);
    worker.barrier("b-0");
    worker.awaitBarrier("b-0");
    var stop = new AtomicBoolean();
    var written = new AtomicLong();
    var writer = Thread.ofPlatform().start(() -> write(stop, written));

    worker.send(fillAll(FILL));
    worker.await(RangeFilled.class, e -> true);
    endReader();
    long before = written.get();
    Await.until(
        "it writes on, over the capture's restart",
        Await.LONG,
        () -> written.get() > before + 1_500);
    stop.set(true);
    writer.join();
    worker.barrier("b-1");
    worker.awaitBarrier("b-1");

    assertThat(database.number(WRONG)).isZero();
    assertThat(worker.all(ChangesApplied.class)).anyMatch(e -> e.written() > 0 && e.inserts() > 0);
    // Our own 20,000 writes are no changes; some of the application's come again.
    assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::changes).sum())
        .isLessThan(written.get() + 10_000);
    assertThat(worker.all(CaptureLost.class)).isEmpty();
  }

  @Test
  void tellsThatTheCaptureIsLostWhenTheSlotIsDropped() throws Exception {
    worker.capture(FILL);
    worker.barrier("b-0");
    worker.awaitBarrier("b-0");

    dropSlot();

    assertThat(worker.await(CaptureLost.class, e -> true).reason()).contains("is gone");
    worker.endCapture();
    database.execute(
        "select pg_create_logical_replication_slot('" + worker.slot() + "', 'pgoutput')");
    worker.askFor(FILL);
    worker.barrier("b-1");
    worker.awaitBarrier("b-1");
    assertThat(worker.all(CaptureLost.class)).hasSize(1);
  }

  @Test
  void tellsThatTheCaptureIsLostWhenTheTableWasTakenOutOfThePublication() throws Exception {
    worker.capture(FILL);
    worker.barrier("b-0");
    worker.awaitBarrier("b-0");

    database.execute(
        "alter publication infill_p drop table users",
        "update users set email = 'LOST' where id = 1",
        "alter publication infill_p add table users");
    worker.barrier("b-1");

    assertThat(worker.await(CaptureLost.class, e -> true).reason()).contains("publication");
    assertThat(worker.all(BarrierPassed.class)).noneMatch(e -> e.barrier().equals("b-1"));
  }

  @Test
  void tellsNothingWhenTheCaptureIsEndedBeforeItsSlotIsDropped() throws Exception {
    worker.capture(FILL);
    worker.barrier("b-0");
    worker.awaitBarrier("b-0");

    worker.endCapture();
    dropSlot();

    // A worker that leaves ends its captures first, and tells what it still has to tell.
    worker.stopWorker();
    assertThat(worker.all(CaptureLost.class)).isEmpty();
  }

  @Test
  void capturesCompositeKeysAndTheirUpdates() throws Exception {
    database.execute(
        "create table pairs (b uuid, a text, email text, c text, primary key (a, b))",
        "insert into pairs select gen_random_uuid(), 'k|' || g, 'M' || g"
            + " from generate_series(1, 500) g");
    var fill =
        LoneWorker.fill(
            "pairs", "upper(email) || a", new KeyColumn("a", "text"), new KeyColumn("b", "uuid"));
    worker.capture(fill);

    database.execute(
        "update pairs set a = a || 'x' where a like '%1'",
        "update pairs set email = email || 'é' where a like '%2'",
        "delete from pairs where a like '%3'",
        "insert into pairs values (gen_random_uuid(), E'tab\\tand ''quote''', 'n')");
    worker.barrier("b-0");
    worker.awaitBarrier("b-0");

    assertThat(
            database.number(
                "select count(*) from pairs where c is distinct from upper(email) || a"
                    + " and (a like '%1x' or a like '%2' or a like 'tab%')"))
        .isZero();
    assertThat(database.number("select count(*) from pairs where c is not null"))
        .isEqualTo(50 + 50 + 1);
  }

  private FillRange fillAll(ColumnFill fill) {
    return new FillRange(ID, RANGE, 1, KeyRange.ALL, worker.shard(), fill, LIMITS);
  }

  private CheckRange checkAll(ColumnFill fill) {
    return new CheckRange(ID, new RangeId(2, 1), 1, KeyRange.ALL, worker.shard(), fill, LIMITS);
  }

  private void dropSlot() throws Exception {
    endReader();
    for (int attempt = 0; attempt < 100; attempt++) {
      try {
        database.execute("select pg_drop_replication_slot('" + worker.slot() + "')");
        return;
      } catch (SQLException e) {
        endReader(); // the capture was back before us
      }
    }
    throw new AssertionError("the slot was never free");
  }

  private void endReader() throws SQLException {
    database.execute(
        "select pg_terminate_backend(active_pid) from pg_replication_slots"
            + " where active and slot_name = '"
            + worker.slot()
            + "'");
  }

  private void write(AtomicBoolean stop, AtomicLong written) {
    var random = new Random(1);
    try (var connection = database.connect();
        var insert = connection.prepareStatement("insert into users values (?, ?)");
        var update = connection.prepareStatement("update users set email = ? where id = ?");
        var move = connection.prepareStatement("update users set id = ? where id = ?")) {
      for (long next = 100_000; !stop.get(); next++) {
        insert.setLong(1, next);
        insert.setString(2, "New" + next);
        written.addAndGet(insert.executeUpdate());
        update.setString(1, "Upd" + next);
        update.setLong(2, 1 + random.nextInt(20_000));
        written.addAndGet(update.executeUpdate());
        move.setLong(1, next + 1_000_000);
        move.setLong(2, 1 + random.nextInt(20_000));
        written.addAndGet(move.executeUpdate());
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
