package dev.infill.deploy.worker;

import static dev.infill.deploy.worker.LoneWorker.ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.Event.OwnWritesSeen;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application commits is dual-written, whatever the server tells of it. */
@Timeout(180)
@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MySqlCaptureIT {
  private static final int ROWS = 3_000;
  private static final String WRONG =
      "select count(*) from users where not (c <=> concat(lower(email), id))";

  @Parameter MySqlKind kind;

  private MySqlKind.Opened opened;
  private TestDatabase database;
  private LoneWorker worker;
  private ColumnFill fill;

  @BeforeParameterizedClassInvocation
  void open() throws Exception {
    opened = kind.open();
    database = opened.database();
  }

  @AfterParameterizedClassInvocation
  void close() throws Exception {
    if (opened != null) {
      opened.close();
    }
  }

  /** What our own writes carry along, and is passed over. */
  private static final String OF_EACH_TYPE =
      """
      ti tinyint default 1, sm smallint default -2, me mediumint default 3, it int default 4,
      fl float default 1.5, db double default 2.5, de decimal(30, 11) default 1234567890.123,
      bi bit(11) default b'10000000001', yy year default 2024, da date default '2024-02-29',
      t0 time default '-10:11:12', t3 time(3) default '10:11:12.123',
      d0 datetime default '2024-02-29 01:02:03', d6 datetime(6) default '2024-02-29 01:02:03.456789',
      s5 timestamp(5) default '2024-02-29 01:02:03.45678', en enum('a', 'b') default 'b',
      se set('x', 'y', 'z') default 'x,z', ch char(10) default 'abc', cl char(200) default 'long',
      by_ binary(4) default 'ab', vb varbinary(300) default 'v', vs varchar(20) default 'short',
      tt text, bl longblob, js json, ge geometry
      """;

  @BeforeEach
  void begin() throws Exception {
    fill =
        MySqlMarks.fill(
            database, "users", "concat(lower(email), id)", new KeyColumn("id", "bigint"));
    database.execute(
        "drop table if exists users, others, " + MySqlMarks.table(database).table(),
        "create table users (id bigint primary key, email varchar(40) not null, note text,"
            + " c varchar(100), "
            + OF_EACH_TYPE
            + ")",
        """
        insert into users (id, email, tt, bl, js, ge)
        with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000)
        select i, concat('User', i), repeat('t', i % 300), repeat('b', i), json_array(i),
               if(i % 2, null, point(i, i))
          from n
        """,
        "insert into users (id, email) select id + 1000, email from users",
        "insert into users (id, email) select id + 1000, email from users where id > 1000");
    worker = new LoneWorker(database, 1);
  }

  @AfterEach
  void end() {
    worker.close();
  }

  @Test
  void aBarrierFollowsAllThatWasCommittedBefore() throws Exception {
    database.execute("create table others (n int)", "insert into others values (1)");
    worker.capture(fill);
    barrier("b-0");

    for (int round = 1; round <= 5; round++) {
      database.execute(
          "update others set n = n + 1",
          "update users set email = 'Round%d' where id %% 7 = %d".formatted(round, round),
          "insert into users (id, email, note) values (%d, 'New', 'n')".formatted(9000 + round),
          "update users set id = id + 20000 where id = " + (2000 + round),
          "delete from users where id = " + (1000 + round));
      barrier("b-" + round);

      assertThat(wrongOf("email like 'Round%' or email = 'New' or id > 20000")).isZero();
    }
    assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::inserts).sum())
        .isEqualTo(5);
    assertThat(worker.all(CaptureLost.class)).isEmpty();
  }

  @Test
  void aPositionGoesWithItsCapture() throws Exception {
    try (var positions = worker.positions()) {
      worker.capture(fill);
      barrier("b-0");
      Await.until("a position is kept", Await.LONG, () -> positions.get(ID.toString()).isPresent());

      worker.endCapture();

      Await.until("it is taken away", Await.LONG, () -> positions.get(ID.toString()).isEmpty());
      worker.stopWorker();
      positions.refresh(Await.LONG);
      assertThat(positions.get(ID.toString())).isEmpty();
    }
  }

  @Test
  void ourOwnWritesAreCountedAndNotApplied() throws Exception {
    worker.capture(fill);
    fillAll();
    barrier("b-0");

    database.execute("update users set email = 'Mine', note = 'n' where id <= 4");
    barrier("b-1");

    var applied = worker.all(ChangesApplied.class).toList();
    assertThat(applied.stream().mapToLong(ChangesApplied::changes).sum()).isEqualTo(4);
    assertThat(applied.stream().mapToLong(ChangesApplied::written).sum()).isEqualTo(4);
    Await.until(
        "all of our own writes were seen",
        Duration.ofSeconds(60),
        () -> worker.all(OwnWritesSeen.class).mapToLong(OwnWritesSeen::rows).sum(),
        seen -> seen >= ROWS + 4);
    assertThat(database.number(WRONG)).isZero();
  }

  @Test
  void writesOfFilledColumnsAloneCountAsOursWhereTheyAreApplied() throws Exception {
    worker.prepare(fill);
    worker.askFor(fill, OwnWrites.APPLIED);
    barrier("b-0");

    database.execute(
        "update users set c = 'theirs' where id <= 5",
        "update users set c = 'theirs', note = 'n' where id between 6 and 8");
    barrier("b-1");

    assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::changes).sum())
        .isEqualTo(3);
    assertThat(wrongOf("id <= 8")).isZero();
  }

  @Test
  void ourOwnWritesAreKnownAlsoWithoutThePrivilegeToMarkThem() throws Exception {
    database.execute(
        "drop user if exists plain",
        "create user plain identified by 'plain-password'",
        "grant select, insert, update, delete on " + database.name() + ".* to plain",
        // 8.0.12 lets nobody use JSON_TABLE without a privilege on all tables.
        "grant select, replication slave, replication client on *.* to plain");
    var plain =
        new TestDatabase(
            database.name(), database.url(), "plain", "plain-password", database.adminUrl());
    worker.close();
    worker = new LoneWorker(plain, 1);
    MySqlMarks.begin(database, fill);
    worker.askFor(fill, OwnWrites.APPLIED);
    barrier("b-0");
    fillAll();

    database.execute("update users set email = 'Mine', note = 'n' where id <= 4");
    barrier("b-1");

    assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::changes).sum())
        .isEqualTo(4);
    assertThat(database.number(WRONG)).isZero();
  }

  @Test
  void packedTransactionsAreRead() throws Exception {
    assumeTrue(kind == MySqlKind.NEWEST || kind == MySqlKind.NEWEST_PARTIAL, "from 8.0.20 on");
    worker.capture(fill);
    fillAll();
    barrier("b-0");

    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("set session binlog_transaction_compression = on");
      statement.execute("update users set email = 'Packed' where id % 3 = 0");
      statement.execute("insert into users (id, email) values (9001, 'Packed')");
    }
    barrier("b-1");

    assertThat(database.number(WRONG)).isZero();
    assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::changes).sum())
        .isEqualTo(1001);
  }

  @Test
  void whatIsWrittenWhileNobodyReadsTheLogIsNotMissed() throws Exception {
    worker.capture(fill);
    fillAll();
    barrier("b-0");

    for (int round = 1; round <= 3; round++) {
      endReader();
      database.execute("update users set email = 'Again%d' where id > 2500".formatted(round));
      worker.stopWorker();
      database.execute("update users set email = 'Stopped%d' where id < 500".formatted(round));
      worker.startAnother();
      barrier("b-" + round);

      assertThat(database.number(WRONG)).isZero();
    }
    assertThat(worker.all(CaptureLost.class)).isEmpty();
  }

  @Test
  void columnsThatSomebodyAddsAreNoLoss() throws Exception {
    worker.capture(fill);
    fillAll();
    barrier("b-0");

    for (int round = 1; round <= 3; round++) {
      database.execute(
          "alter table users add column theirs%d int default 7 first".formatted(round),
          "update users set email = 'Added%d', theirs%d = 8 where id < 900".formatted(round, round),
          "create index theirs%d on users (email)".formatted(round),
          "insert into users (id, email) values (%d, 'Added')".formatted(9000 + round));
      barrier("b-" + round);
      worker.stopWorker();
      database.execute("delete from users where id = " + (100 + round));
      worker.startAnother();
      barrier("c-" + round);

      assertThat(database.number(WRONG)).isZero();
    }
    assertThat(worker.all(CaptureLost.class)).isEmpty();
  }

  private void barrier(String name) throws Exception {
    worker.barrier(name);
    worker.awaitBarrier(name);
  }

  private void fillAll() throws Exception {
    var limits = new ChunkLimits(100, 1_000, Duration.ofMillis(100), Duration.ofSeconds(2));
    worker.send(
        new FillRange(ID, new RangeId(1, 1), 1, KeyRange.ALL, worker.shard(), fill, limits));
    worker.await(RangeFilled.class, e -> e.filled() >= ROWS);
  }

  private long wrongOf(String rows) throws Exception {
    return database.number(WRONG + " and (" + rows + ")");
  }

  /** Ends the connection that reads the log. */
  private void endReader() throws Exception {
    for (String id :
        database.column(
            "select id from information_schema.processlist where command like 'Binlog Dump%'")) {
      database.execute("kill " + id);
    }
  }
}
