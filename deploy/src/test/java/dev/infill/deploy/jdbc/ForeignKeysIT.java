package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.ReferencesSpec.Action;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A foreign key binds new rows first and is validated beside them. */
@ParameterizedClass
@EnumSource(Server.class)
class ForeignKeysIT extends OnSteps {
  @BeforeEach
  void mails() throws SQLException {
    database.execute(
        "CREATE TABLE mails (mail text PRIMARY KEY)",
        "INSERT INTO mails SELECT 'user' || i FROM generate_series(1, 1000) i");
  }

  @AfterEach
  void noMails() throws SQLException {
    database.execute("DROP TABLE mails CASCADE");
  }

  @Test
  void aForeignKeyIsAddedOnceAndTakenBack() throws Exception {
    String before = definition();
    var shard = planned(SpecMaker.people().references("mails", Action.SET_NULL));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email) WHERE id > 2");

    assertThat(store.constrain(shard, "foreign-key:c")).isEqualTo(Offenders.NONE);
    assertThat(store.constrain(shard, "foreign-key:c")).isEqualTo(Offenders.NONE);

    assertThat(
            database.column(
                """
                SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE contype = 'f'
                """))
        .containsExactly("people_c_fkey FOREIGN KEY (c) REFERENCES mails(mail) ON DELETE SET NULL");
    store.rollBack(shard);
    assertThat(definition()).isEqualTo(before);
  }

  @Test
  void orphansAreListedAndNothingIsAdded() throws Exception {
    var shard = planned(SpecMaker.people().references("mails", Action.NO_ACTION));
    store.addColumn(shard);
    String before = definition();
    database.execute(
        "UPDATE people SET c = lower(email) WHERE id <> 5",
        "DELETE FROM mails WHERE mail IN ('user5', 'user7', 'user9')");

    var orphans = store.constrain(shard, "foreign-key:c");

    assertThat(orphans.count()).isEqualTo(2);
    assertThat(orphans.first()).containsExactlyInAnyOrder(Key.of("7"), Key.of("9"));
    assertThat(definition()).isEqualTo(before);
  }

  @Test
  void aHalfMadeOneWithOrphansBindsNobodyAnyLonger() throws Exception {
    var shard = planned(SpecMaker.people().references("mails", Action.NO_ACTION));
    store.addColumn(shard);
    database.execute(
        "UPDATE people SET c = 'nobody' WHERE id = 5",
        "ALTER TABLE people ADD CONSTRAINT people_c_fkey FOREIGN KEY (c) REFERENCES mails NOT VALID");

    var orphans = store.constrain(shard, "foreign-key:c");

    assertThat(orphans).isEqualTo(new Offenders(1, List.of(Key.of("5"))));
    assertThat(database.number("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")).isZero();
  }

  @Test
  void whoHoldsTheTablePointedAtIsNamed() throws Exception {
    var shard = planned(SpecMaker.people().references("mails", Action.NO_ACTION));
    store.addColumn(shard);
    try (var application = holding("UPDATE mails SET mail = mail WHERE mail = 'user1'")) {
      var blocked = failure(() -> store.constrain(shard, "foreign-key:c"));

      assertThat(blocked.lockNotFree()).isTrue();
      assertThat(blocked.getMessage()).contains("application the-app");
      application.rollback();
    }
    assertThat(store.constrain(shard, "foreign-key:c")).isEqualTo(Offenders.NONE);
  }

  @Test
  void anotherConstraintOfTheNameIsLeftAlone() throws Exception {
    var shard = planned(SpecMaker.people().references("mails", Action.NO_ACTION));
    store.addColumn(shard);
    database.execute("ALTER TABLE people ADD CONSTRAINT people_c_fkey CHECK (c <> '')");

    var refused = failure(() -> store.constrain(shard, "foreign-key:c"));

    assertThat(refused.code()).isEqualTo("infill.constraint-differs");
    assertThat(
            database.number("SELECT count(*) FROM pg_constraint WHERE conname = 'people_c_fkey'"))
        .isEqualTo(1);
  }
}
