package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan tells each statement with the lock that PostgreSQL takes for it. */
@ParameterizedClass
@EnumSource(Server.class)
class PostgresPlannedStatementsIT extends OnSteps {
  /** From the weakest to the strongest, as {@code pg_locks} spells them. */
  private static final List<String> LOCKS =
      List.of(
          "AccessShareLock",
          "RowShareLock",
          "RowExclusiveLock",
          "ShareUpdateExclusiveLock",
          "ShareLock",
          "ShareRowExclusiveLock",
          "ExclusiveLock",
          "AccessExclusiveLock");

  private DdlLog log;

  @BeforeEach
  void log() throws SQLException {
    log = DdlLog.of(database);
  }

  @AfterEach
  void noLog() throws SQLException {
    log.close();
  }

  private static SpecMaker everything() {
    return SpecMaker.people()
        .index("people_c_idx", true, "c")
        .constraints(true, "'x'", "c <> ''")
        .gate(Gate.TRIGGER);
  }

  @Test
  void theReplicaIdentityIsPutBackInThePlanToo() throws Exception {
    database.execute(
        "CREATE TABLE uni (id bigint NOT NULL UNIQUE, email text)",
        "INSERT INTO uni SELECT i, i FROM generate_series(1, 100) i");
    log.clear();
    var shard = planned(SpecMaker.people().table("uni"));
    var planned = Rehearsals.of(shard, database);

    takeAllSteps(shard);

    assertThat(log.in(planned)).isEqualTo(log.run());
    assertThat(log.in(planned)).filteredOn(sql -> sql.contains("REPLICA IDENTITY")).hasSize(2);
    database.execute("DROP TABLE uni");
  }

  @Test
  void eachStatementTakesTheLockThatThePlanTells() throws Exception {
    var shard = planned(everything());
    var planned = Rehearsals.of(shard, database);

    for (PlannedStatement statement : planned) {
      if (statement.sql().startsWith("UPDATE") || statement.sql().contains("CONCURRENTLY")) {
        database.execute(statement.sql());
      } else {
        assertThat(strongestLock(statement.sql()))
            .as(statement.sql())
            .isEqualTo(inCatalog(statement.effect().lock()));
      }
      if (statement.sql().contains("ADD COLUMN")) {
        database.execute("UPDATE people SET c = lower(email)");
      }
    }
  }

  /** And whether it wrote the table anew or read all of it, which is no lock. */
  private String strongestLock(String sql) throws SQLException {
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(sql);
      try (var locks =
          statement.executeQuery(
              """
              SELECT mode FROM pg_locks
               WHERE pid = pg_backend_pid() AND locktype = 'relation'
                 AND relation = 'people'::regclass
              """)) {
        int strongest = -1;
        while (locks.next()) {
          strongest = Math.max(strongest, LOCKS.indexOf(locks.getString(1)));
        }
        connection.commit();
        return strongest < 0 ? "" : LOCKS.get(strongest);
      }
    }
  }

  private static String inCatalog(String lock) {
    return lock.isEmpty()
        ? ""
        : LOCKS.stream()
            .filter(mode -> mode.equalsIgnoreCase(lock.replace(" ", "") + "Lock"))
            .findFirst()
            .orElseThrow();
  }

  /** As the coordinator takes them, with all rows filled in between. */
  private void takeAllSteps(PlannedShard shard) throws Exception {
    boolean bridge = shard.spec().writers().gate() == Gate.TRIGGER;
    PostgresSchemaStore steps =
        new PostgresSchemaStore(Shards.connections(database, "coordinator"));
    steps.addColumn(shard);
    steps.prepareCapture(shard);
    database.execute("UPDATE %s SET c = lower(email)".formatted(shard.spec().table()));
    if (bridge) {
      steps.installBridge(shard);
    }
    for (String step : ConstraintSteps.of(shard.spec())) {
      assertThat(steps.constrain(shard, step).count()).isZero();
    }
    if (bridge) {
      steps.removeBridge(shard);
    }
    steps.release(shard);
  }
}
