package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Locks that are waited for all the same: a row's lock never is, but that of an index's entry; and
 * what others may do beside us.
 */
@ParameterizedClass
@EnumSource(MySqlServer.class)
class MySqlLocksIT extends OnMySql {
  private static final String WAITS = "SELECT count(*) FROM performance_schema.data_lock_waits";

  private RowStore rows;

  @BeforeEach
  void table() throws Exception {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, n int, c int, UNIQUE (c))",
        """
        INSERT INTO t (id, n)
        WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 500)
        SELECT i, 0 FROM numbers
        """);
    rows =
        rows(
            List.of(new KeyColumn("id", "bigint")),
            new FilledColumn("c", "int", "id", Sync.DERIVED));
  }

  @Test
  void aWaitThatTakesTooLongIsALockThatIsNotFree() throws Exception {
    try (var application = holding("INSERT INTO t (id, c) VALUES (1000, 2)")) {
      var failure =
          catchThrowableOfType(ShardFailure.class, () -> rows.write(List.of(Key.of("2")), SHORT));

      assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(failure.code()).isEqualTo("mysql-1205");
      assertThat(failure.lockNotFree()).isTrue();
      application.rollback();
    }
    assertThat(rows.write(List.of(Key.of("2")), SHORT).written()).hasSize(1);
  }

  @Test
  void aDeadlockIsALockThatIsNotFree() throws Exception {
    // Who wrote less is ended, and that is to be us.
    try (var application = holding("UPDATE t SET n = 1 WHERE id > 100");
        var statement = application.createStatement();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      statement.execute("INSERT INTO t (id, c) VALUES (1000, 2)");
      var writing =
          executor.submit(
              () ->
                  catchThrowableOfType(
                      ShardFailure.class, () -> rows.write(List.of(Key.of("2")), SHORT)));
      Await.until("it waits", Await.LONG, () -> database.number(WAITS) == 1);

      statement.execute("UPDATE t SET n = 1 WHERE id = 2");

      assertThat(writing.get().code()).isEqualTo("mysql-1213");
      assertThat(writing.get().lockNotFree()).isTrue();
      application.rollback();
    }
  }

  @Test
  void aRowThatIsBeingInsertedIsGoneAround() throws Exception {
    try (var application = holding("INSERT INTO t (id) VALUES (1000)")) {
      var failure = catchThrowableOfType(ShardFailure.class, () -> rows.fill(KeyRange.ALL, SHORT));
      var around = rows.fillUnlocked(KeyRange.ALL);

      assertThat(failure.code()).isEqualTo("mysql-3572");
      assertThat(around.filled()).isEqualTo(500);
      application.commit();
    }
    assertThat(rows.fill(KeyRange.ALL, SHORT)).isEqualTo(new RowStore.Filled(1, 0));
  }

  /** Neither between the rows of the range nor behind it: no gap is locked. */
  @Test
  void othersMayInsertWhileARangeIsLocked() throws Exception {
    database.execute("DELETE FROM t WHERE id = 250");
    database.execute(
        "CREATE TRIGGER hold BEFORE UPDATE ON t FOR EACH ROW SET @held = SLEEP(0.005)");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var filling = executor.submit(() -> rows.fillUnlocked(KeyRange.ALL));
      Await.until(
          "it is under way",
          Await.LONG,
          () ->
              database.number(
                      "SELECT count(*) FROM performance_schema.data_locks"
                          + " WHERE lock_type = 'RECORD' AND object_schema = DATABASE()")
                  > 400);

      database.execute("INSERT INTO t (id) VALUES (250), (2000)");

      assertThat(filling.isDone()).isFalse();
      assertThat(filling.get().filled()).isEqualTo(499);
    }
    assertThat(rows.check(KeyRange.ALL, 9).differing())
        .containsExactlyInAnyOrder(Key.of("250"), Key.of("2000"));
  }

  private Connection holding(String sql) throws SQLException {
    var application = database.connect();
    application.setAutoCommit(false);
    try (var statement = application.createStatement()) {
      statement.execute(sql);
    }
    return application;
  }
}
