package dev.infill.deploy.jdbc;

import static dev.infill.deploy.jdbc.OnSteps.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.SchemaStore.Offenders;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Constraints and indexes are added once, and never over rows that offend. */
@ParameterizedClass
@EnumSource(RowServer.class)
class ConstraintsIT extends OnEverySteps {
  @Test
  void constraintsAreAddedOnceAndTakenBack() throws Exception {
    String before = schema.definition();
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", false, "c", "id")
                .constraints(true, "'x'", server.hasChecks() ? "c <> ''" : ""));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");

    for (String step : ConstraintSteps.of(shard.spec())) {
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
      String once = schema.definition();
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
      assertThat(schema.definition()).isEqualTo(once);
    }

    assertThat(schema.notNull("c")).isTrue();
    assertThat(schema.indexes()).containsExactly("people_c_idx");
    database.execute("INSERT INTO people (id) VALUES (5000)");
    assertThat(database.value("SELECT c FROM people WHERE id = 5000")).isEqualTo("x");
    assertThatThrownBy(() -> database.execute("INSERT INTO people (id, c) VALUES (5001, NULL)"))
        .isInstanceOf(SQLException.class);
    if (server.hasChecks()) {
      assertThat(schema.checks()).containsExactly("people_c_check");
      assertThatThrownBy(() -> database.execute("INSERT INTO people (id, c) VALUES (5001, '')"))
          .isInstanceOf(SQLException.class);
    }
    store.rollBack(shard);
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void offendersAreListedAndNothingIsAdded() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", true, "c")
                .constraints(true, "", server.hasChecks() ? "c <> 'user7'" : ""));
    store.addColumn(shard);
    String before = schema.definition();
    database.execute(
        "UPDATE people SET c = lower(email) WHERE id <> 5",
        "UPDATE people SET c = 'same' WHERE id IN (8, 9)");

    assertThat(store.constrain(shard, "not-null:c"))
        .isEqualTo(new Offenders(1, List.of(Key.of("5"))));
    if (server.hasChecks()) {
      assertThat(store.constrain(shard, "check:c"))
          .isEqualTo(new Offenders(1, List.of(Key.of("7"))));
    }
    var duplicates = store.constrain(shard, "index:people_c_idx");

    assertThat(duplicates.count()).isEqualTo(2);
    assertThat(duplicates.first()).containsExactlyInAnyOrder(Key.of("8"), Key.of("9"));
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void manyOffendersAreCountedAndTheFirstTwentyNamed() throws Exception {
    var shard = planned(SpecMaker.people());
    store.addColumn(shard);

    var offenders = store.constrain(shard, "not-null:c");

    assertThat(offenders.count()).isEqualTo(1000);
    assertThat(offenders.first()).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void anotherIndexOfTheNameIsLeftAlone() throws Exception {
    var shard = planned(SpecMaker.people().index("people_c_idx", false, "c"));
    store.addColumn(shard);
    database.execute("CREATE INDEX people_c_idx ON people (email)");

    var refused = failure(() -> store.constrain(shard, "index:people_c_idx"));
    store.rollBack(shard);

    assertThat(refused.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(schema.indexes()).containsExactly("people_c_idx");
  }

  @Test
  void notNullKeepsTheDefaultAndTheComment() throws Exception {
    var shard = planned(SpecMaker.people().constraints(true, "'it''s NULL'", ""));
    store.addColumn(shard);
    database.execute(
        "UPDATE people SET c = lower(email)",
        server.isMySql()
            ? "ALTER TABLE people MODIFY c varchar(200) COMMENT 'not ''DEFAULT NULL'''"
            : "COMMENT ON COLUMN people.c IS 'not ''DEFAULT NULL'''");

    store.constrain(shard, "default:c");
    store.constrain(shard, "not-null:c");

    assertThat(schema.notNull("c")).isTrue();
    assertThat(schema.definition())
        .contains(
            server.isMySql()
                ? List.of(
                    "`c` varchar(200) NOT NULL DEFAULT 'it''s NULL' COMMENT 'not ''DEFAULT NULL'''")
                : List.of("'it''s NULL'::text", "public.people.c not 'DEFAULT NULL'"));
  }

  @Test
  void whoHoldsTheTableIsNamedAndTheStepTriedAgain() throws Exception {
    var shard = planned(SpecMaker.people().constraints(false, "'x'", ""));
    store.addColumn(shard);
    try (var application = holding("SELECT count(*) FROM people")) {
      var blocked = failure(() -> store.constrain(shard, "default:c"));

      assertThat(blocked.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(blocked.lockNotFree()).isTrue();
      assertThat(blocked.getMessage()).contains("application the-app");
      application.rollback();
    }
    assertThat(store.constrain(shard, "default:c")).isEqualTo(Offenders.NONE);
  }
}
