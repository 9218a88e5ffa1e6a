package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that somebody holds, and rows that can not be computed. */
@ParameterizedClass
@EnumSource(Server.class)
class RowFailuresIT extends OnPeople {
  @Test
  void lockedRowsStopThePlainStatementAndNotTheOther() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    try (var application = holding("SELECT FROM people WHERE id IN (5, 6) FOR UPDATE")) {
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
    database.execute(
        """
        CREATE OR REPLACE FUNCTION slowly(v text) RETURNS text LANGUAGE plpgsql AS
        $$ BEGIN PERFORM pg_sleep(0.03); RETURN lower(v); END $$
        """);
    var rows = rows(Keys.BIGINT, "slowly(email)", Sync.DERIVED);

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
    try (var application = holding("SELECT FROM people FOR UPDATE")) {
      assertThat(rows.fill(KeyRange.ALL, SHORT)).isEqualTo(new RowStore.Filled(0, 0));
      assertThat(rows.write(List.of(Key.of("5")), SHORT).written()).isEmpty();
      application.rollback();
    }
  }

  @Test
  void aRowThatCantBeComputedIsToldWithoutItsValue() throws Exception {
    database.execute("UPDATE people SET email = 'secret!' WHERE id = 500");
    var rows =
        rows(Keys.BIGINT, "(regexp_replace(email, '[^0-9!]', '', 'g')::int)::text", Sync.DERIVED);
    database.execute("UPDATE people SET email = 'secret42!' WHERE id = 500");

    for (Call call :
        List.<Call>of(
            () -> rows.fill(KeyRange.ALL, SHORT),
            () -> rows.fillUnlocked(KeyRange.ALL),
            () -> rows.check(KeyRange.ALL, 10),
            () -> rows.write(List.of(Key.of("500")), SHORT))) {
      var failure = catchThrowableOfType(ShardFailure.class, call::run);

      assertThat(failure.badRow()).isTrue();
      assertThat(failure.code()).isEqualTo("22P02");
      assertThat(failure).hasNoCause();
      assertThat(failure.getMessage()).doesNotContain("42!").contains("shard-0", "public.people");
    }
    assertThat(rows.write(List.of(Key.of("499")), SHORT).written()).hasSize(1);
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
