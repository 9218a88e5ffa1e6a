package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.plan.Effect;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan tells the statements that will run. */
@ParameterizedClass
@EnumSource
class PlannedStatementsIT extends OnEverySteps {
  private DdlLog log;

  @BeforeEach
  void log() throws SQLException {
    log = DdlLog.of(database);
  }

  @AfterEach
  void noLog() throws SQLException {
    log.close();
  }

  @Test
  void thePlannedStatementsAreThoseThatRun() throws Exception {
    sameAsRun(
        SpecMaker.people()
            .index("people_c_idx", true, "c")
            .constraints(true, "'x'", server.hasChecks() ? "c <> ''" : "")
            .gate(Gate.TRIGGER));
  }

  @Test
  void thoseOfAForeignKeyAreToldToo() throws Exception {
    database.execute(
        "CREATE TABLE codes (code varchar(200) PRIMARY KEY)",
        "INSERT INTO codes SELECT lower(email) FROM people");
    try {
      sameAsRun(
          SpecMaker.people()
              .column("varchar(200)", "lower(email)")
              .constraints(false, "", "")
              .references("codes", Action.NO_ACTION));
    } finally {
      database.execute(
          "ALTER TABLE people DROP COLUMN c%s"
              .formatted(server.isMySql() ? ", DROP FOREIGN KEY people_c_fkey" : " CASCADE"),
          "DROP TABLE codes");
    }
  }

  private void sameAsRun(SpecMaker maker) throws Exception {
    var shard = planned(maker);
    log.clear();
    var planned = Rehearsals.of(shard, database);
    assertThat(log.run()).isEmpty();

    takeAllSteps(shard);

    assertThat(log.in(planned)).isEqualTo(log.run()).hasSizeGreaterThan(3);
    assertThat(planned).noneMatch(statement -> statement.effect().lock().equals(Effect.UNKNOWN));
  }

  /** As the coordinator takes them, with all rows filled in between. */
  private void takeAllSteps(PlannedShard shard) throws Exception {
    var writers = shard.spec().writers();
    store.addColumn(shard);
    store.prepareCapture(shard);
    database.execute("UPDATE people SET c = lower(email)");
    if (writers.gate() == Gate.TRIGGER) {
      store.installBridge(shard);
    }
    for (String step : ConstraintSteps.of(shard.spec())) {
      assertThat(store.constrain(shard, step).count()).isZero();
    }
    if (writers.gate() == Gate.TRIGGER && writers.bridge() != Bridge.KEEP) {
      store.removeBridge(shard);
    }
    store.release(shard);
  }
}
