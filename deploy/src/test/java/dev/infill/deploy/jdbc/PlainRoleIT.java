package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.Finding;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.ConstraintSteps;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A role that may not do everything and has what the survey asks for can do every step. */
@ParameterizedClass
@EnumSource
class PlainRoleIT extends OnEverySteps {
  private static final Set<String> ABOUT_THE_TABLE =
      Set.of("constraint-rebuilds", "writers-locked-out");

  @Test
  void everyStepNeedsNoMoreThanTheSurveyAsksFor() throws Exception {
    String before = schema.definition();
    String role = database.name() + "_plain";
    make(role);
    var spec =
        spec(
            SpecMaker.people()
                .index("people_c_idx", false, "c")
                .constraints(true, "'x'", server.hasChecks() ? "c <> ''" : "")
                .gate(Gate.TRIGGER));
    var address = Shards.address(database, role);
    try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
      var surveyed = store.survey(spec, address);
      assertThat(surveyed.findings())
          .extracting(Finding::code)
          .filteredOn(code -> !ABOUT_THE_TABLE.contains(code))
          .isEqualTo(server.isMySql() ? List.of() : List.of("no-monitor-privilege"));
      var shard =
          new PlannedShard(
              new MigrationShard(spec.name(), address.id()),
              spec,
              address,
              surveyed.plan().orElseThrow());
      assertThat(shard.plan().ownWrites()).isEqualTo(OwnWrites.DROPPED);

      store.addColumn(shard);
      store.lookAgain(shard);
      store.prepareCapture(shard);
      assertThat(store.changed(shard)).isEmpty();
      store.emitBarrier(shard, "b");
      assertThat(store.cut(shard, Optional.empty(), 9).end()).isTrue();
      var rows = new JdbcRowStores(pools).open(address, shard.plan().fill());
      assertThat(rows.fill(KeyRange.ALL, Duration.ofSeconds(1)))
          .isEqualTo(new RowStore.Filled(1000, 0));
      store.installBridge(shard);
      for (String step : ConstraintSteps.of(spec)) {
        assertThat(store.constrain(shard, step)).as(step).isEqualTo(Offenders.NONE);
      }
      assertThat(store.probe(shard).activeSessions().isPresent()).isEqualTo(server.isMySql());
      assertThat(store.probe(shard).slotBytes().isPresent()).isEqualTo(!server.isMySql());
      store.removeBridge(shard);
      store.release(shard);
      store.rollBack(shard);
    } finally {
      drop(role);
    }
    assertThat(schema.leftovers()).isEmpty();
    assertThat(schema.definition()).isEqualTo(before);
  }

  /** On MySQL as {@code deploy/docs/security.md} has it, on PostgreSQL with one thing less. */
  private void make(String role) throws SQLException {
    if (server.isMySql()) {
      boolean newest = server == RowServer.MYSQL_9;
      String all = "`%s`.*".formatted(database.name().replace("_", "\\_"));
      database.execute(
          "CREATE USER %s IDENTIFIED BY '%s'".formatted(role, database.password()),
          "GRANT REPLICATION SLAVE, REPLICATION CLIENT, PROCESS, %s ON *.* TO %s"
              .formatted(newest ? "SESSION_VARIABLES_ADMIN" : "SYSTEM_VARIABLES_ADMIN", role),
          "GRANT SELECT ON %s TO %s".formatted(newest ? "performance_schema.*" : "*.*", role),
          "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, CREATE TEMPORARY TABLES ON %s TO %s"
              .formatted(all, role),
          "GRANT INDEX, TRIGGER ON people TO " + role,
          "SET GLOBAL log_bin_trust_function_creators = ON");
    } else {
      database.execute(
          "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD '" + database.password() + "'",
          "GRANT CREATE ON DATABASE " + database.name() + " TO " + role,
          "GRANT CREATE, USAGE ON SCHEMA public TO " + role,
          "ALTER TABLE people OWNER TO " + role);
    }
  }

  private void drop(String role) throws SQLException {
    if (server.isMySql()) {
      database.execute("DROP USER " + role, "SET GLOBAL log_bin_trust_function_creators = OFF");
    } else {
      database.execute(
          "ALTER TABLE people OWNER TO " + database.user(),
          "DROP OWNED BY " + role,
          "DROP ROLE " + role);
    }
  }
}
