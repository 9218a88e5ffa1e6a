package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.model.Key;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.deploy.testing.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What MySQL does to a table for a constraint, and what it does not unless it is allowed. */
@ParameterizedClass
@EnumSource(
    value = RowServer.class,
    names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlConstraintsIT extends OnEverySteps {
  @Test
  void whatRebuildsTheTableIsRefusedByThePlanAndByTheStep() throws Exception {
    var maker = SpecMaker.people().constraints(true, "", server.hasChecks() ? "c <> ''" : "");
    var allowed = planned(maker);
    var forbidden = forbidding(allowed);
    store.addColumn(allowed);
    database.execute("UPDATE people SET c = lower(email)");
    String before = schema.definition();
    long table = tableId();

    var planned = store.survey(forbidden.spec(), forbidden.shard());
    var notNull = OnSteps.failure(() -> store.constrain(forbidden, "not-null:c"));

    assertThat(planned.plan()).isEmpty();
    assertThat(planned.findings()).extracting(Finding::code).contains("constraint-needs-rebuild");
    assertThat(notNull.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(notNull.code()).isEqualTo("infill.rebuild-needed");
    if (server.hasChecks()) {
      assertThat(OnSteps.failure(() -> store.constrain(forbidden, "check:c")).code())
          .isEqualTo("infill.rebuild-needed");
    }
    assertThat(schema.definition()).isEqualTo(before);
    assertThat(tableId()).isEqualTo(table);
  }

  /** The claims of the plan, asked of the server itself. */
  @Test
  void theServerDoesNoMoreOnlineThanThePlanSays() throws Exception {
    database.execute("ALTER TABLE people ADD COLUMN c varchar(20)", "UPDATE people SET c = 'x'");

    assertThat(refused("MODIFY c varchar(20) NOT NULL, ALGORITHM=INSTANT")).isEqualTo(1845);
    database.execute("CREATE TABLE other (c varchar(20) PRIMARY KEY)");
    assertThat(refused("ADD FOREIGN KEY (c) REFERENCES other (c), ALGORITHM=INPLACE"))
        .isEqualTo(1846);
    database.execute("DROP TABLE other");
    if (server.hasChecks()) {
      assertThat(refused("ADD CHECK (c <> ''), ALGORITHM=INPLACE")).isEqualTo(1845);
      assertThat(refused("ADD CHECK (c IS NOT NULL), ALGORITHM=INSTANT")).isEqualTo(1845);
      assertThat(refused("ADD INDEX x ((lower(c))), ALGORITHM=INPLACE, LOCK=NONE")).isEqualTo(1846);
    }
  }

  @Test
  void notNullKeepsTheDefaultAndTheComment() throws Exception {
    var shard = planned(SpecMaker.people().constraints(true, "'it''s NULL'", ""));
    store.addColumn(shard);
    database.execute(
        "UPDATE people SET c = lower(email)",
        "ALTER TABLE people MODIFY c varchar(200) COMMENT 'not ''DEFAULT NULL'''");

    store.constrain(shard, "default:c");
    store.constrain(shard, "not-null:c");

    assertThat(schema.definition())
        .contains("`c` varchar(200) NOT NULL DEFAULT 'it''s NULL' COMMENT 'not ''DEFAULT NULL'''");
  }

  @Test
  void indexesOfEveryKindAreBuiltOnceFoundAgainAndTakenBack() throws Exception {
    String before = schema.definition();
    var maker =
        SpecMaker.people()
            .index(
                new IndexSpec("people_c_key", List.of("c", "id"), true),
                of("people_c_down", descending("c"), IndexPart.column("email")));
    var more = server.hasChecks() ? with(maker, of("people_c_low", expression())) : maker;
    var shard = planned(more);
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");

    for (IndexSpec index : shard.spec().indexes()) {
      assertThat(store.constrain(shard, "index:" + index.name())).isEqualTo(Offenders.NONE);
    }
    String built = schema.definition();
    for (IndexSpec index : shard.spec().indexes()) {
      assertThat(store.constrain(shard, "index:" + index.name())).isEqualTo(Offenders.NONE);
    }

    assertThat(built)
        .contains("UNIQUE KEY `people_c_key` (`c`,`id`)", "KEY `people_c_down` (`c` DESC,`email`)");
    if (server.hasChecks()) {
      assertThat(built).contains("KEY `people_c_low` ((concat(lower(`c`),_utf8mb4'it\\'s')))");
    }
    assertThat(schema.definition()).isEqualTo(built);
    store.rollBack(shard);
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void anIndexThatDiffersInOneWordIsAnother() throws Exception {
    var shard = planned(SpecMaker.people().index(of("people_c_idx", descending("c"))));
    store.addColumn(shard);
    for (String other : List.of("(c)", "(c DESC, id)", "(c(10) DESC)", "(email DESC)")) {
      database.execute("CREATE INDEX people_c_idx ON people " + other);

      assertThat(OnSteps.failure(() -> store.constrain(shard, "index:people_c_idx")).code())
          .as(other)
          .isEqualTo("infill.index-differs");
      database.execute("DROP INDEX people_c_idx ON people");
    }
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

  @Test
  void partitionedTablesGetTheirIndexesAndNotNullToo() throws Exception {
    database.execute("ALTER TABLE people PARTITION BY HASH (id) PARTITIONS 3");
    String before = schema.definition();
    var shard = planned(SpecMaker.people().index("people_c_key", true, "c", "id"));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");

    assertThat(store.constrain(shard, "index:people_c_key")).isEqualTo(Offenders.NONE);
    assertThat(store.constrain(shard, "not-null:c")).isEqualTo(Offenders.NONE);

    assertThat(schema.indexes()).containsExactly("people_c_key");
    assertThat(schema.notNull("c")).isTrue();
    store.rollBack(shard);
    assertThat(schema.definition()).isEqualTo(before);
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

  private int refused(String change) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE people " + change);
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  /** Another one when the table was rebuilt or copied. */
  private long tableId() throws SQLException {
    return database.number(
        "SELECT table_id FROM information_schema.innodb_tables WHERE name = '%s/people'"
            .formatted(database.name()));
  }

  private static PlannedShard forbidding(PlannedShard shard) throws ShardFailure {
    var spec = shard.spec();
    var limits = spec.limits();
    return new PlannedShard(
        shard.id(),
        new MigrationSpec(
            spec.name(),
            spec.table(),
            spec.columns(),
            spec.indexes(),
            spec.writers(),
            new LimitsSpec(
                limits.rangesInFlight(),
                limits.rangeRows(),
                limits.chunkTarget(),
                limits.lockTimeout())),
        shard.shard(),
        shard.plan());
  }

  private static SpecMaker with(SpecMaker maker, IndexSpec index) {
    var all = new ArrayList<>(maker.indexes());
    all.add(index);
    return maker.index(all.toArray(new IndexSpec[0]));
  }

  private static IndexSpec of(String name, IndexPart... parts) {
    return new IndexSpec(
        name, List.of(parts), List.of(), IndexSpec.BTREE, Optional.empty(), false, false, false);
  }

  private static IndexPart descending(String column) {
    return new IndexPart(
        Optional.of(column), Optional.empty(), true, Optional.empty(), Optional.empty());
  }

  private static IndexPart expression() {
    return new IndexPart(
        Optional.empty(),
        Optional.of("concat(lower(c), 'it''s')"),
        false,
        Optional.empty(),
        Optional.empty());
  }
}
