package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.model.TransformRule;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.RowStore.Filled;
import dev.infill.common.shard.RowStore.Written;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.transform.ColumnTransform;
import dev.infill.common.transform.Transforms;
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
@EnumSource(Server.class)
class TransformRowsIT extends OnPeople {
  private static final List<FilledColumn> COLUMNS =
      List.of(
          new FilledColumn(
              "c",
              "text",
              "",
              Sync.DERIVED,
              Optional.of(new TransformRule("reverse", List.of("email", "n")))),
          new FilledColumn("size", "integer", "length(email)", Sync.DERIVED),
          new FilledColumn(
              "short",
              "character varying(12)",
              "",
              Sync.INITIAL,
              Optional.of(new TransformRule("reverse", List.of("t", "n")))));

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
                "SELECT count(*) FROM people WHERE c IS NOT DISTINCT FROM reverse(email) || n AND"
                    + " size IS NOT DISTINCT FROM length(email) AND short = CASE id WHEN 6 THEN"
                    + " 'mine' ELSE reverse(t) || n END"))
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

  /** The condition is looked at again on the newest version of a row that was waited for. */
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
                  || database.number("SELECT count(*) FROM pg_locks WHERE NOT granted") > 0);
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
    try (var application = holding("SELECT FROM people WHERE id = 3 FOR UPDATE")) {
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
    database.execute("UPDATE people SET t = 't' || id");
    return new JdbcRowStores(pools, Transforms.of(List.of(new Reverse())))
        .open(Shards.address(database), fill());
  }

  private static ColumnFill fill() {
    return new ColumnFill(new TableName("public", "people"), Keys.BIGINT.columns(), COLUMNS);
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
