package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Key;
import dev.infill.common.shard.SchemaStore.Offenders;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Constraints and indexes are added once, and never over rows that offend. */
@ParameterizedClass
@EnumSource(Server.class)
class ConstraintsIT extends OnSteps {
  @Test
  void constraintsAreAddedOnce() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", false, "c", "id")
                .constraints(true, "'x'", "c <> ''"));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");

    for (String step : List.of("index:people_c_idx", "default:c", "check:c", "not-null:c")) {
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
      assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    }

    assertThat(
            database.value(
                "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = 'c'"))
        .isEqualTo("t");
    assertThat(
            database.column(
                "SELECT conname || convalidated FROM pg_constraint WHERE conrelid = 'people'::regclass AND contype = 'c'"))
        .containsExactly("people_c_checktrue");
    assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
        .isZero();
    assertThat(
            database.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_c_idx'::regclass"))
        .isEqualTo("t");
    database.execute("INSERT INTO people (id) VALUES (5000)");
    assertThat(database.value("SELECT c FROM people WHERE id = 5000")).isEqualTo("x");
  }

  @Test
  void offendersAreListedAndNothingIsAdded() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .index("people_c_idx", true, "c")
                .constraints(true, "", "c <> 'user7'"));
    store.addColumn(shard);
    String before = definition();
    database.execute(
        "UPDATE people SET c = lower(email) WHERE id <> 5",
        "UPDATE people SET c = 'same' WHERE id IN (8, 9)");

    assertThat(store.constrain(shard, "not-null:c"))
        .isEqualTo(new Offenders(1, List.of(Key.of("5"))));
    assertThat(store.constrain(shard, "check:c")).isEqualTo(new Offenders(1, List.of(Key.of("7"))));
    var duplicates = store.constrain(shard, "index:people_c_idx");

    assertThat(duplicates.count()).isEqualTo(2);
    assertThat(duplicates.first()).containsExactlyInAnyOrder(Key.of("8"), Key.of("9"));
    assertThat(definition()).isEqualTo(before);
  }

  @Test
  void leftoversOfAnInterruptedStepAreFinished() throws Exception {
    var shard =
        planned(
            SpecMaker.people().index("people_c_idx", true, "c").constraints(true, "", "c <> ''"));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = 'same'");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      assertThatThrownBy(
              () ->
                  statement.execute("CREATE UNIQUE INDEX CONCURRENTLY people_c_idx ON people (c)"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(
            database.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_c_idx'::regclass"))
        .isEqualTo("f");
    database.execute(
        "UPDATE people SET c = lower(email)",
        "ALTER TABLE people ADD CONSTRAINT people_c_check CHECK (c <> '') NOT VALID");

    assertThat(store.constrain(shard, "index:people_c_idx")).isEqualTo(Offenders.NONE);
    assertThat(store.constrain(shard, "check:c")).isEqualTo(Offenders.NONE);

    assertThat(
            database.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'people_c_idx'::regclass"))
        .isEqualTo("t");
    assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE NOT convalidated"))
        .isZero();
  }

  @Test
  void anotherIndexOfTheNameIsLeftAlone() throws Exception {
    var shard = planned(SpecMaker.people().index("people_c_idx", false, "c"));
    store.addColumn(shard);
    database.execute("CREATE INDEX people_c_idx ON people (email)");

    var refused = failure(() -> store.constrain(shard, "index:people_c_idx"));
    store.rollBack(shard);

    assertThat(refused.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(database.number("SELECT count(*) FROM pg_indexes WHERE indexname = 'people_c_idx'"))
        .isEqualTo(1);
  }
}
