package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.jdbc.RowServer.Keys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rows that somebody holds, and rows that can not be computed, on every engine.
 *
 * <p>Where they differ: on MySQL nothing waits for a lock, so the plain statement fails at once;
 * and it does so also for a row that is right, when that is locked, since the server looks at the
 * lock first. What goes around locked rows is the same.
 */
@ParameterizedClass
@EnumSource(RowServer.class)
class RowFailuresIT extends OnRows {
  @Test
  void lockedRowsStopThePlainStatementAndNotTheOther() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    try (var application = holding("SELECT id FROM people WHERE id IN (5, 6) FOR UPDATE")) {
      var stopped = catchThrowableOfType(ShardFailure.class, () -> rows.fill(KeyRange.ALL, SHORT));
      var around = rows.fillUnlocked(KeyRange.ALL);
      var named = rows.writeUnlocked(List.of(Key.of("5"), Key.of("7")));
      var waited =
          catchThrowableOfType(ShardFailure.class, () -> rows.write(List.of(Key.of("5")), SHORT));

      assertThat(stopped.lockNotFree()).isTrue();
      assertThat(stopped.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(around).isEqualTo(new RowStore.Filled(998, 2));
      assertThat(named.locked()).containsExactly(Key.of("5"));
      assertThat(waited.lockNotFree()).isTrue();
      application.rollback();
    }
    assertThat(rows.fill(KeyRange.ALL, SHORT)).isEqualTo(new RowStore.Filled(2, 0));
  }

  /** As one that a sample cut from a table of billions would be. */
  @Test
  void aRangeThatIsTooLargeIsNotCheckedAtOnce() throws Exception {
    var rows = rows(Keys.BIGINT, server.slowly(database), Sync.DERIVED);

    var ended = catchThrowableOfType(ShardFailure.class, () -> rows.check(KeyRange.ALL, 10));
    var first = new KeyRange(Optional.empty(), Optional.of(Key.of("20")));
    var piece = rows.check(first, 10);

    assertThat(ended.tookTooLong()).isTrue();
    assertThat(ended.kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(piece.counted()).isEqualTo(20);
    assertThat(piece.equal()).isZero();
  }

  @Test
  void aRowThatIsRightIsNotWaitedFor() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    rows.fill(KeyRange.ALL, SHORT);
    try (var application = holding("SELECT id FROM people FOR UPDATE")) {
      if (server.isMySql()) {
        assertThat(
                catchThrowableOfType(ShardFailure.class, () -> rows.fill(KeyRange.ALL, SHORT))
                    .lockNotFree())
            .isTrue();
      } else {
        assertThat(rows.fill(KeyRange.ALL, SHORT)).isEqualTo(new RowStore.Filled(0, 0));
      }
      assertThat(rows.fillUnlocked(KeyRange.ALL)).isEqualTo(new RowStore.Filled(0, 0));
      assertThat(rows.write(List.of(Key.of("5")), SHORT).written()).isEmpty();
      assertThat(rows.writeUnlocked(List.of(Key.of("5"))).locked()).isEmpty();
      application.rollback();
    }
  }

  @Test
  void aRowThatCantBeComputedIsToldWithoutItsValue() throws Exception {
    database.execute("UPDATE people SET email = 'secret42!' WHERE id = 500");
    var rows = rows(Keys.BIGINT, server.numberInSecrets(), Sync.DERIVED);

    for (Call call :
        List.<Call>of(
            () -> rows.fill(KeyRange.ALL, SHORT),
            () -> rows.fillUnlocked(KeyRange.ALL),
            () -> rows.check(KeyRange.ALL, 10),
            () -> rows.write(List.of(Key.of("500")), SHORT),
            () -> rows.writeUnlocked(List.of(Key.of("500"))))) {
      var failure = catchThrowableOfType(ShardFailure.class, call::run);

      assertThat(failure.badRow()).isTrue();
      assertThat(failure.code()).isEqualTo(server.noNumber());
      assertThat(failure).hasNoCause();
      assertThat(failure.getMessage()).doesNotContain("42!").contains("shard-0", ".people");
    }
    assertThat(rows.write(List.of(Key.of("499")), SHORT).written()).hasSize(1);
  }

  @Test
  void aDivisionByZeroIsABadRowAndNoNull() throws Exception {
    var rows = rows(Keys.BIGINT, "concat('q', 100 / (id - 500))", Sync.DERIVED);

    for (Call call :
        List.<Call>of(
            () -> rows.fill(KeyRange.ALL, SHORT),
            () -> rows.fillUnlocked(KeyRange.ALL),
            () -> rows.check(KeyRange.ALL, 10),
            () -> rows.write(List.of(Key.of("500")), SHORT))) {
      var failure = catchThrowableOfType(ShardFailure.class, call::run);

      assertThat(failure.badRow()).isTrue();
      assertThat(failure.code()).isEqualTo("22012");
    }
    assertThat(database.number("SELECT count(*) FROM people WHERE c IS NOT NULL")).isZero();
  }

  @Test
  void aTextThatIsTooLongIsABadRow() throws Exception {
    database.execute(
        server.isMySql()
            ? "ALTER TABLE people MODIFY c varchar(7)"
            : "ALTER TABLE people ALTER c TYPE varchar(7)");
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);

    var failure =
        catchThrowableOfType(ShardFailure.class, () -> rows.write(List.of(Key.of("500")), SHORT));

    assertThat(failure.badRow()).isTrue();
    assertThat(failure.code()).isEqualTo("22001");
    assertThat(rows.write(List.of(Key.of("5")), SHORT).written()).hasSize(1);
  }

  @Test
  void whoeverWaitsInARingItIsNotTheApplicationThatEnds() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    try (var application = holding("UPDATE people SET n = n WHERE id = 900");
        var statement = application.createStatement();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        var filling =
            executor.submit(
                () ->
                    catchThrowableOfType(
                        ShardFailure.class, () -> rows.fill(KeyRange.ALL, Duration.ofSeconds(2))));
        statement.execute("UPDATE people SET n = n WHERE id = " + (i + 1));

        assertThat(filling.get().lockNotFree()).isTrue();
      }
      application.commit();
    }
  }

  private interface Call {
    void run() throws ShardFailure;
  }
}
