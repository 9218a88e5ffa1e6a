package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;

/** Publication, slot and replica identity come and go without a trace. */
@ParameterizedClass
@EnumSource(Server.class)
class CaptureSetupIT extends OnSteps {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void captureIsPreparedOnceAndLeavesNothing() throws Exception {
    var shard = planned(SpecMaker.people());

    store.prepareCapture(shard);
    String made =
        database.value(
            "SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = '"
                + store.slot(shard)
                + "'");
    store.prepareCapture(shard);

    assertThat(
            database.value(
                "SELECT restart_lsn FROM pg_replication_slots WHERE slot_name = '"
                    + store.slot(shard)
                    + "'"))
        .isEqualTo(made);
    assertThat(
            database.column(
                "SELECT tablename FROM pg_publication_tables WHERE pubname = '"
                    + store.publication(shard)
                    + "'"))
        .containsExactly("people");
    store.dropCapture(shard);
    store.dropCapture(shard);
    assertThat(database.number("SELECT count(*) FROM pg_publication")).isZero();
    assertThat(slots()).isZero();
  }

  @Test
  void aReplicaIdentityIsSetAndPutBack() throws Exception {
    for (String former : List.of("DEFAULT", "NOTHING")) {
      database.execute(
          "CREATE TABLE uni (id int NOT NULL, email text)",
          "CREATE UNIQUE INDEX uni_id ON uni (id)",
          "INSERT INTO uni VALUES (1, 'A')",
          "ALTER TABLE uni REPLICA IDENTITY " + former);
      var shard = planned(SpecMaker.people().table("uni"));
      String before = identity("uni");

      store.prepareCapture(shard);
      store.prepareCapture(shard);
      assertThat(identity("uni")).isEqualTo("i");
      database.execute("UPDATE uni SET email = 'B'", "DELETE FROM uni");
      store.release(shard);
      store.release(shard);

      assertThat(identity("uni")).isEqualTo(before);
      database.execute("DROP TABLE uni");
    }
  }

  @Test
  void aSlotDoesNotWaitForAnOpenTransaction() throws Exception {
    var shard = planned(SpecMaker.people());
    try (var application = holding("UPDATE people SET email = email WHERE id = 1")) {
      var blocked = failure(() -> store.prepareCapture(shard));

      assertThat(blocked.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(blocked.getMessage()).contains("the-app");
      assertThat(slots()).isZero();
      application.rollback();
    }
    store.prepareCapture(shard);
  }

  @Test
  void aReaderThatIsAboutToEndIsWaitedFor() throws Exception {
    var shard = Shards.patient(planned(SpecMaker.people()));
    store.prepareCapture(shard);
    try (var threads = Executors.newSingleThreadExecutor()) {
      Future<?> released;
      try (var reader = reading(shard)) {
        released = threads.submit(() -> release(shard));
        Await.until(
            "the release waits for the reader",
            PATIENCE,
            () ->
                database.number(
                        """
                        SELECT count(*) FROM pg_stat_activity
                         WHERE datname = current_database() AND query LIKE '%pg_sleep%'
                           AND application_name LIKE 'infill %'
                        """)
                    > 0);
        assertThat(reader.isClosed()).isFalse();
        assertThat(released).isNotDone();
      }
      released.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(slots()).isZero();
  }

  @Test
  void aReaderThatStaysIsNotWaitedForForEver() throws Exception {
    var shard = planned(SpecMaker.people());
    store.prepareCapture(shard);
    try (var reader = reading(shard)) {
      var blocked = failure(() -> store.release(shard));

      assertThat(blocked.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(blocked.getMessage()).contains(store.slot(shard), "is active for PID");
      assertThat(reader.isClosed()).isFalse();
      assertThat(slots()).isOne();
    }
    store.release(Shards.patient(shard));
    assertThat(slots()).isZero();
  }

  /** A session that reads the slot as a worker's capture does. */
  private Connection reading(PlannedShard shard) throws SQLException {
    var properties = new Properties();
    PGProperty.USER.set(properties, database.user());
    PGProperty.PASSWORD.set(properties, database.password());
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "13");
    PGProperty.REPLICATION.set(properties, "database");
    PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    var connection = DriverManager.getConnection(database.url(), properties);
    connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName(store.slot(shard))
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", store.publication(shard))
        .start();
    return connection;
  }

  private long slots() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_replication_slots WHERE database = current_database()");
  }

  /** As shards of one server do that end at the same time. */
  @Test
  void anOriginThatAnotherMigrationDropsMeanwhileIsGone() throws Exception {
    var shard = planned(SpecMaker.people());
    database.execute("SELECT pg_replication_origin_create('infill_9')");
    try (var other = holding("SELECT pg_replication_origin_drop('infill_9')");
        var threads = Executors.newSingleThreadExecutor()) {
      Future<?> released = threads.submit(() -> release(shard));
      Await.until(
          "the release waits for the other one",
          PATIENCE,
          () ->
              database.number(
                      """
                      SELECT count(*) FROM pg_locks
                       WHERE NOT granted
                         AND 'pg_replication_origin'::regclass IN (relation, classid)
                      """)
                  > 0);

      other.commit();
      released.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(
            database.number("SELECT count(*) FROM pg_replication_origin WHERE roname = 'infill_9'"))
        .isZero();
  }

  private @Nullable Void release(PlannedShard shard) throws ShardFailure {
    store.release(shard);
    return null;
  }

  @Test
  void aBarrierStandsBehindWhatIsCommitted() throws Exception {
    var shard = planned(SpecMaker.people());
    database.execute(
        "SELECT pg_create_logical_replication_slot('t_" + database.name() + "', 'pgoutput')",
        "CREATE PUBLICATION all_of_it FOR ALL TABLES",
        "UPDATE people SET email = 'x' WHERE id = 1");

    store.emitBarrier(shard, "b-1");

    assertThat(
            database.column(
                """
                SELECT chr(get_byte(data, 0)) || coalesce(substring(encode(data, 'escape') from 'people-c/shard-0[|]b-1'), '')
                  FROM pg_logical_slot_get_binary_changes('t_%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'all_of_it', 'messages', 'true')
                """
                    .formatted(database.name())))
        .containsSequence("U", "C", "Mpeople-c/shard-0|b-1");
    database.execute("DROP PUBLICATION all_of_it");
  }

  private String identity(String table) throws SQLException {
    return database.value("SELECT relreplident FROM pg_class WHERE relname = '" + table + "'");
  }
}
