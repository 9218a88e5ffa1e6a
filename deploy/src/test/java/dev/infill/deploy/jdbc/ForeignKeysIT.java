package dev.infill.deploy.jdbc;

import static dev.infill.deploy.jdbc.OnSteps.failure;
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

/** A foreign key binds new rows first and is held against the others beside them. */
@ParameterizedClass
@EnumSource(RowServer.class)
class ForeignKeysIT extends OnEverySteps {
  @BeforeEach
  void mails() throws SQLException {
    makeMails();
  }

  @AfterEach
  @Override
  void noTable() throws SQLException {
    super.noTable();
    database.execute("DROP TABLE mails");
  }

  @Test
  void aForeignKeyIsAddedOnceAndTakenBack() throws Exception {
    String before = schema.definition();
    var shard = planned(nullable().references("mails", Action.SET_NULL));
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email) WHERE id > 2");

    assertThat(store.constrain(shard, "foreign-key:c")).isEqualTo(Offenders.NONE);
    assertThat(store.constrain(shard, "foreign-key:c")).isEqualTo(Offenders.NONE);

    assertThat(schema.foreignKeys())
        .containsExactly("people_c_fkey FOREIGN KEY (c) REFERENCES mails(mail) ON DELETE SET NULL");
    store.rollBack(shard);
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void orphansAreListedAndNothingIsAdded() throws Exception {
    var shard = planned(SpecMaker.people().references("mails", Action.NO_ACTION));
    store.addColumn(shard);
    String before = schema.definition();
    database.execute(
        "UPDATE people SET c = lower(email) WHERE id <> 5",
        "DELETE FROM mails WHERE mail IN ('user5', 'user7', 'user9')");

    var orphans = store.constrain(shard, "foreign-key:c");

    assertThat(orphans.count()).isEqualTo(2);
    assertThat(orphans.first()).containsExactlyInAnyOrder(Key.of("7"), Key.of("9"));
    assertThat(schema.definition()).isEqualTo(before);
  }

  @Test
  void aHalfMadeOneWithOrphansBindsNobodyAnyLonger() throws Exception {
    var shard = planned(SpecMaker.people().references("mails", Action.NO_ACTION));
    store.addColumn(shard);
    String before = schema.definition();
    database.execute("UPDATE people SET c = 'nobody' WHERE id = 5");
    if (server.isMySql()) {
      database.execute(
          "SET foreign_key_checks = OFF",
          "ALTER TABLE people ADD CONSTRAINT people_c_fkey FOREIGN KEY (c) REFERENCES mails (mail)");
    } else {
      database.execute(
          "ALTER TABLE people ADD CONSTRAINT people_c_fkey FOREIGN KEY (c) REFERENCES mails NOT VALID");
    }

    var orphans = store.constrain(shard, "foreign-key:c");

    assertThat(orphans).isEqualTo(new Offenders(1, List.of(Key.of("5"))));
    assertThat(schema.foreignKeys()).isEmpty();
    assertThat(schema.definition()).isEqualTo(before);
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
    database.execute(
        "ALTER TABLE people ADD CONSTRAINT people_c_fkey "
            + (server.isMySql()
                ? "FOREIGN KEY (email) REFERENCES mails (mail)"
                : "CHECK (c <> '')"));

    var refused = failure(() -> store.constrain(shard, "foreign-key:c"));

    assertThat(refused.code()).isEqualTo("infill.constraint-differs");
    assertThat(schema.definition()).contains("people_c_fkey");
  }

  /** MySQL sets no column to NULL that refuses it. */
  private static SpecMaker nullable() {
    return SpecMaker.people().constraints(false, "", "");
  }
}
