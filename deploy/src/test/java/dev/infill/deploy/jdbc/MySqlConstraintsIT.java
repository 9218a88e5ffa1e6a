package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.LimitsSpec;
import java.sql.Connection;
import java.sql.SQLException;
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
    String storage = schema.storage();

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
    assertThat(schema.storage()).isEqualTo(storage);
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

  private int refused(String change) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE people " + change);
      return 0;
    } catch (SQLException e) {
      return e.getErrorCode();
    }
  }

  private static PlannedShard forbidding(PlannedShard shard) {
    var limits = shard.spec().limits();
    return Shards.within(
        shard,
        new LimitsSpec(
            limits.rangesInFlight(),
            limits.rangeRows(),
            limits.chunkTarget(),
            limits.lockTimeout()));
  }
}
