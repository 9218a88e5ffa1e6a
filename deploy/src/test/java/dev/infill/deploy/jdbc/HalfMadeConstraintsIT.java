package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.shard.SchemaStore.Offenders;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What PostgreSQL leaves of a statement that failed, which MySQL takes back. */
@ParameterizedClass
@EnumSource(Server.class)
class HalfMadeConstraintsIT extends OnSteps {
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
}
