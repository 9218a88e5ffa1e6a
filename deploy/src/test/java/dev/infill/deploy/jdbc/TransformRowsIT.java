package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.Filled;
import dev.infill.common.shard.RowStore.Written;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.transform.ColumnTransform;
import dev.infill.common.transform.Transforms;
import dev.infill.deploy.jdbc.RowServer.Keys;
import dev.infill.deploy.testing.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows whose value a transform in Java computes, beside a column that SQL fills. */
@ParameterizedClass
@EnumSource(RowServer.class)
class TransformRowsIT extends OnRows {
  /** Runs between the reading and the writing. */
  private Runnable meanwhile = () -> {};

  @Test
  void whatIsReadIsComputedAndWrittenOnce() throws Exception {
    var rows = rows();
    database.execute(
        "UPDATE people SET email = NULL WHERE id = 5",
        "UPDATE people SET short = 'mine' WHERE id = 6");

    var filled = rows.fill(KeyRange.ALL, SHORT);
    var again = rows.fill(KeyRange.ALL, SHORT);
    var around = rows.fillUnlocked(KeyRange.ALL);
    var checked = rows.check(KeyRange.ALL, 10);

    assertThat(filled).isEqualTo(new Filled(1000, 0));
    assertThat(again).isEqualTo(new Filled(0, 0));
    assertThat(around).isEqualTo(new Filled(0, 0));
    assertThat(checked.counted()).isEqualTo(1000);
    assertThat(checked.equal()).isEqualTo(1000);
    assertThat(
            database.number(
                """
                SELECT count(*) FROM people
                 WHERE (c = CONCAT(reverse(email), n) AND size = length(email)
                        OR email IS NULL AND c IS NULL AND size IS NULL)
                   AND short = CASE id WHEN 6 THEN 'mine' ELSE CONCAT(reverse(t), n) END
                """))
        .isEqualTo(1000);
  }

  @Test
  void aRowThatChangedMeanwhileIsNotWritten() throws Exception {
    var rows = rows();
    rows.fill(KeyRange.ALL, SHORT);
    database.execute("UPDATE people SET email = 'first' WHERE id IN (7, 8)");
    meanwhile = () -> execute("UPDATE people SET email = 'later' WHERE id = 7");

    var written = rows.write(List.of(Key.of("7"), Key.of("8"), Key.of("9")), SHORT);
    meanwhile = () -> {};

    assertThat(written)
        .isEqualTo(
            new Written(
                Set.of(Key.of("7"), Key.of("8"), Key.of("9")), Set.of(Key.of("8")), Set.of()));
    assertThat(database.value("SELECT c FROM people WHERE id = 7")).isEqualTo("X@7resU-7");
    assertThat(rows.check(KeyRange.ALL, 10).differing()).containsExactly(Key.of("7"));
    assertThat(rows.write(List.of(Key.of("7")), SHORT).written()).containsExactly(Key.of("7"));
    assertThat(database.value("SELECT c FROM people WHERE id = 7")).isEqualTo("retal-7");
  }

  /**
   * The condition is looked at again on the newest version of a row that was waited for; on MySQL
   * none is.
   */
  @Test
  void aRowThatChangesWhileItsLockIsWaitedForIsNotWritten() throws Exception {
    var rows = rows();
    try (var application = holding("UPDATE people SET email = 'theirs' WHERE id = 7")) {
      var writing =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return rows.write(List.of(Key.of("7")), Duration.ofMillis(250));
                } catch (ShardFailure e) {
                  throw new AssertionError(e);
                }
              });
      Await.until(
          "it waits for the lock",
          Duration.ofSeconds(30),
          () ->
              writing.isDone()
                  || (!server.isMySql()
                      && database.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0));
      application.commit();
      writing.exceptionally(timedOut -> null).join();
    }

    assertThat(database.value("SELECT c FROM people WHERE id = 7")).isEqualTo("null");
    assertThat(rows.write(List.of(Key.of("7")), SHORT).written()).hasSize(1);
    assertThat(database.value("SELECT c FROM people WHERE id = 7")).isEqualTo("srieht-7");
  }

  @Test
  void lockedRowsAreGoneAround() throws Exception {
    var rows = rows();
    try (var application = holding("SELECT id FROM people WHERE id = 3 FOR UPDATE")) {
      var failure = catchThrowableOfType(ShardFailure.class, () -> rows.fill(KeyRange.ALL, SHORT));
      assertThat(failure.lockNotFree()).isTrue();

      assertThat(rows.fillUnlocked(KeyRange.ALL)).isEqualTo(new Filled(999, 1));
      assertThat(rows.writeUnlocked(List.of(Key.of("3"), Key.of("4"))).locked())
          .containsExactly(Key.of("3"));
      application.rollback();
    }
  }

  @Test
  void aRowThatCantBeComputedIsABadRowAndItsValueIsNotTold() throws Exception {
    var rows = rows();
    database.execute("UPDATE people SET email = 'SECRET bad' WHERE id = 4");

    var failure = catchThrowableOfType(ShardFailure.class, () -> rows.fill(KeyRange.ALL, SHORT));

    assertThat(failure.badRow()).isTrue();
    assertThat(failure)
        .hasMessageContaining("the transform reverse can't compute c")
        .hasMessageContaining("IllegalArgumentException")
        .hasMessageNotContaining("SECRET")
        .hasNoCause();
    assertThat(rows.write(List.of(Key.of("5")), SHORT).written()).hasSize(1);
  }

  @Test
  void aValueThatIsTooLongIsNotCut() throws Exception {
    var rows = rows();
    database.execute("UPDATE people SET t = 'much longer than twelve' WHERE id = 4");

    var failure =
        catchThrowableOfType(ShardFailure.class, () -> rows.write(List.of(Key.of("4")), SHORT));

    assertThat(failure.badRow()).isTrue();
    assertThat(failure.code()).isEqualTo("22001");
  }

  @Test
  void aWorkerWithoutTheTransformSaysWhichItLacks() {
    var failure =
        catchThrowableOfType(
            ShardFailure.class,
            () -> new JdbcRowStores(pools).open(Shards.address(database), fill()));

    assertThat(failure.code()).isEqualTo("infill.transform-missing");
    assertThat(failure).hasMessageContaining("reverse").hasMessageContaining("--transforms");
  }

  private RowStore rows() throws Exception {
    database.execute("ALTER TABLE people ADD size int, ADD short varchar(12)");
    database.execute("UPDATE people SET t = CONCAT('t', id)");
    return new JdbcRowStores(pools, Transforms.of(List.of(new Reverse())))
        .open(Shards.address(database), fill());
  }

  private ColumnFill fill() {
    var sql = server.fill(database, Keys.BIGINT, "length(email)", Sync.DERIVED);
    String text = sql.columns().getFirst().type();
    String small = server.isMySql() ? text.replace("(200)", "(12)") : "character varying(12)";
    var columns =
        List.of(
            reversed("c", text, Sync.DERIVED, "email"),
            new FilledColumn(
                "size", server.isMySql() ? "int" : "integer", "length(email)", Sync.DERIVED),
            reversed("short", small, Sync.INITIAL, "t"));
    return new ColumnFill(sql.table(), sql.key(), columns, List.of(), sql.kept());
  }

  private static FilledColumn reversed(String name, String type, Sync sync, String source) {
    var rule = new TransformRule("reverse", List.of(source, "n"));
    return new FilledColumn(name, type, "", sync, Optional.of(rule));
  }

  private void execute(String sql) {
    try {
      database.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private final class Reverse implements ColumnTransform {
    @Override
    public String name() {
      return "reverse";
    }

    @Override
    public List<Optional<String>> values(List<List<Optional<String>>> rows) {
      meanwhile.run();
      var values = new ArrayList<Optional<String>>();
      for (var row : rows) {
        if (row.getFirst().filter(text -> text.contains("bad")).isPresent()) {
          throw new IllegalArgumentException(row.getFirst().get());
        }
        values.add(
            row.getFirst()
                .map(text -> new StringBuilder(text).reverse() + row.get(1).orElseThrow()));
      }
      return values;
    }
  }
}
