package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import dev.infill.deploy.testing.Await;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on MySQL, and what only its indexes do. */
@ParameterizedClass
@EnumSource(names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlIndexesIT extends IndexesContract {
  @Override
  List<IndexSpec> kinds() {
    var kinds =
        new ArrayList<>(
            List.of(
                new IndexSpec("people_c_key", List.of("c", "id"), true),
                of("people_c_down", descending("c"), IndexPart.column("email"))));
    if (hasExpressions()) {
      kinds.add(of("people_c_low", expression("concat(lower(c), 'it''s')")));
    }
    return kinds;
  }

  @Override
  List<String> definitions() {
    var always =
        Stream.of("UNIQUE KEY `people_c_key` (`c`,`id`)", "KEY `people_c_down` (`c` DESC,`email`)");
    return hasExpressions()
        ? Stream.concat(
                always, Stream.of("KEY `people_c_low` ((concat(lower(`c`),_utf8mb4'it\\'s')))"))
            .toList()
        : always.toList();
  }

  /** As checks, they came after 8.0.12. */
  private boolean hasExpressions() {
    return server.hasChecks();
  }

  @Override
  IndexSpec odd() {
    return of("people_c_idx", descending("c"));
  }

  @Override
  List<String> others() {
    return Stream.of("(c)", "(c DESC, id)", "(c(10) DESC)", "(email DESC)")
        .map(parts -> "CREATE INDEX people_c_idx ON people " + parts)
        .toList();
  }

  @Test
  void duplicatesAreThoseOfTheColumnsOwnCollation() throws Exception {
    var shard = planned(SpecMaker.people().index("people_c_key", true, "c"));
    store.addColumn(shard);
    database.execute(
        "UPDATE people SET c = lower(email)", "UPDATE people SET c = 'USER7' WHERE id = 8");

    var duplicates = store.constrain(shard, "index:people_c_key");

    assertThat(duplicates.count()).isEqualTo(2);
    assertThat(duplicates.first()).containsExactlyInAnyOrder(Key.of("7"), Key.of("8"));
  }

  /**
   * A writer that came to wait behind a step goes on while what the step waits for is still there:
   * it can only since the step gave up.
   */
  @Test
  void writersGoOnWhileAnIndexIsBuiltAndWhenItCantEnd() throws Exception {
    many();
    var shard = planned(SpecMaker.people().index("people_c_idx", false, "c", "email"));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = concat(email, email)");
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var step =
          executor.submit(
              () -> OnSteps.failure(() -> store.constrain(shard, "index:people_c_idx")));
      var said =
          Await.until(
              "the index is being built",
              Await.LONG,
              () -> store.inTheWay(shard).orElse(""),
              text -> text.contains("builds the index"));
      database.execute(
          "UPDATE people SET c = 'written' WHERE id = 77",
          "INSERT INTO people (id, email) VALUES (5000000, 'new')");
      try (var application = holding("SELECT count(*) FROM people WHERE id = 1")) {
        assertThat(step.isDone()).isFalse();
        var waits =
            Await.until(
                "it waits for the application",
                Await.LONG,
                () -> store.inTheWay(shard).orElse(""),
                text -> text.contains("in the way"));
        var behind =
            executor.submit(
                () -> {
                  database.execute("UPDATE people SET c = 'behind' WHERE id = 78");
                  return true;
                });

        var failure = step.get();
        assertThat(behind.get()).isTrue();
        assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(failure.lockNotFree()).isTrue();
        assertThat(said).doesNotContain("UPDATE", "written");
        assertThat(waits).contains("it waits; in the way: connection", "application the-app");
        assertThat(schema.indexes()).isEmpty();
        application.rollback();
      }
    }
    assertThat(store.constrain(shard, "index:people_c_idx")).isEqualTo(Offenders.NONE);
    assertThat(schema.indexes()).containsExactly("people_c_idx");
    assertThat(database.column("SELECT c FROM people WHERE id IN (77, 78) ORDER BY id"))
        .containsExactly("written", "behind");
  }

  private void many() throws SQLException {
    database.execute(
        "DELETE FROM people",
        """
        INSERT INTO people (id, email)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
        SELECT /*+ SET_VAR(cte_max_recursion_depth = 1000000) */ i, CONCAT('User', i) FROM n
        """);
  }
}
