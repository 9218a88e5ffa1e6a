package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.RowStore.Filled;
import dev.infill.common.shard.RowStore.Written;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.WritersSpec.Gate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Three columns over one table: two that follow from the row, and one with a first value. */
@ParameterizedClass
@EnumSource
class SeveralColumnsIT extends OnEverySteps {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final ConstraintsSpec NOT_NULL =
      new ConstraintsSpec(true, Optional.empty(), Optional.empty());

  private SpecMaker columns() {
    return columns(server.isMySql() ? "concat(id, '-', rand())" : "random()::text");
  }

  private SpecMaker columns(String token) {
    var size =
        new ConstraintsSpec(
            false,
            Optional.of("0"),
            server.hasChecks() ? Optional.of("size >= 0") : Optional.empty());
    return SpecMaker.people()
        .and(new ColumnSpec("size", "int", "length(email)", Sync.DERIVED, size))
        .and(new ColumnSpec("token", "varchar(40)", token, Sync.INITIAL, NOT_NULL));
  }

  @Test
  void allAreFilledInOnePassAndTheApplicationsFirstValueStays() throws Exception {
    var shard = planned(columns());
    store.addColumn(shard);
    store.addColumn(shard);
    database.execute("UPDATE people SET token = 'mine' WHERE id IN (3, 4)");
    try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
      var rows = new JdbcRowStores(pools).open(shard.shard(), shard.plan().fill());

      var filled = rows.fill(KeyRange.ALL, SHORT);
      var again = rows.fill(KeyRange.ALL, SHORT);
      var around = rows.fillUnlocked(KeyRange.ALL);
      var checked = rows.check(KeyRange.ALL, 10);

      assertThat(filled).isEqualTo(new Filled(1000, 0));
      assertThat(again).isEqualTo(new Filled(0, 0));
      assertThat(around).isEqualTo(new Filled(0, 0));
      assertThat(checked.equal()).isEqualTo(1000);
      assertThat(
              database.number(
                  "SELECT count(*) FROM people WHERE c = lower(email) AND size = length(email)"
                      + " AND token <> 'mine'"))
          .isEqualTo(998);
      assertThat(database.column("SELECT token FROM people WHERE id IN (3, 4)"))
          .containsExactly("mine", "mine");
    }
  }

  @Test
  void aRowOfWhichOneColumnDiffersIsFoundAndOnlyThatColumnChanges() throws Exception {
    var shard = planned(columns());
    store.addColumn(shard);
    try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
      var rows = new JdbcRowStores(pools).open(shard.shard(), shard.plan().fill());
      rows.fill(KeyRange.ALL, SHORT);
      long digest = rows.check(KeyRange.ALL, 10).digest();
      var tokens = database.column("SELECT token FROM people ORDER BY id");
      database.execute(
          "UPDATE people SET size = 7777 WHERE id = 1", "UPDATE people SET c = NULL WHERE id = 2");

      var checked = rows.check(KeyRange.ALL, 10);
      var written = rows.write(List.of(Key.of("1"), Key.of("2"), Key.of("3")), SHORT);

      assertThat(checked.differing()).containsExactlyInAnyOrder(Key.of("1"), Key.of("2"));
      assertThat(checked.digest()).isNotEqualTo(digest);
      assertThat(written)
          .isEqualTo(
              new Written(
                  Set.of(Key.of("1"), Key.of("2"), Key.of("3")),
                  Set.of(Key.of("1"), Key.of("2")),
                  Set.of()));
      assertThat(rows.check(KeyRange.ALL, 10).digest()).isEqualTo(digest);
      assertThat(database.column("SELECT token FROM people ORDER BY id")).isEqualTo(tokens);
    }
  }

  @Test
  void aBridgeComputesAllAndOneThatFailsKeepsNoneOfTheOthersBack() throws Exception {
    var shard =
        planned(
            // MySQL has no bridge for values that are never the same twice.
            columns(server.isMySql() ? "upper(email)" : "random()::text")
                .gate(Gate.TRIGGER)
                .and(
                    new ColumnSpec(
                        "part", "int", "1 / (id - 2000)", Sync.DERIVED, ConstraintsSpec.NONE)));
    store.addColumn(shard);

    store.installBridge(shard);
    database.execute(
        "INSERT INTO people (id, email) VALUES (2000, 'NEW')",
        "INSERT INTO people (id, email, token) VALUES (2001, 'NEWER', 'mine')");

    assertThat(
            database.column(
                "SELECT concat(c, size, CASE WHEN token IS NOT NULL THEN 'true' END,"
                    + " coalesce(part, -1)) FROM people WHERE id = 2000"))
        .containsExactly("new3true-1");
    assertThat(database.column("SELECT concat(c, size, token, part) FROM people WHERE id = 2001"))
        .containsExactly("newer5mine1");
    store.removeBridge(shard);
  }

  @Test
  void eachHasItsConstraintsAndAllGoWithARollback() throws Exception {
    String before = schema.definition();
    var shard = planned(columns().index("people_token_idx", false, "token", "size"));
    store.addColumn(shard);
    var steps = ConstraintSteps.of(shard.spec());
    assertThat(steps)
        .containsExactlyElementsOf(
            Stream.of(
                    "index:people_token_idx",
                    "default:size",
                    "check:size",
                    "not-null:c",
                    "not-null:token")
                .filter(step -> server.hasChecks() || !step.startsWith("check:"))
                .toList());
    try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
      new JdbcRowStores(pools).open(shard.shard(), shard.plan().fill()).fill(KeyRange.ALL, SHORT);
    }

    for (String step : steps) {
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    }

    assertThat(schema.notNull("c")).isTrue();
    assertThat(schema.notNull("token")).isTrue();
    assertThat(schema.notNull("size")).isFalse();
    store.rollBack(shard);
    store.rollBack(shard);
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void theReasonNamesTheColumnThatCannotBe() throws Exception {
    var maker =
        columns()
            .and(new ColumnSpec("bad", "int", "lower(email)", Sync.DERIVED, ConstraintsSpec.NONE))
            .and(new ColumnSpec("odd", "text", "id", Sync.INITIAL, ConstraintsSpec.NONE))
            .and(new ColumnSpec("email", "text", "'x'", Sync.DERIVED, ConstraintsSpec.NONE));

    var findings = store.survey(spec(maker), Shards.address(database)).findings();

    assertThat(findings)
        .filteredOn(finding -> finding.code().equals("value-wrong-type"))
        .extracting(finding -> finding.sentence().split(" ", -1)[3])
        // MySQL makes a text of anything.
        .containsExactlyElementsOf(server.isMySql() ? List.of("bad") : List.of("bad", "odd"));
    assertThat(findings).filteredOn(finding -> finding.code().equals("column-exists")).hasSize(1);
  }
}
