package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.Finding;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.SchemaStore.Offenders;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A role that is no superuser and has what the survey asks for can do every step. */
@ParameterizedClass
@EnumSource(Server.class)
class PlainRoleIT extends OnSteps {

  @Test
  void everyStepNeedsNoMoreThanTheSurveyAsksFor() throws Exception {
    String role = database.name() + "_plain";
    database.execute(
        "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD '" + database.password() + "'",
        "GRANT CREATE ON DATABASE " + database.name() + " TO " + role,
        "GRANT CREATE, USAGE ON SCHEMA public TO " + role,
        "ALTER TABLE people OWNER TO " + role);
    var spec =
        SpecMaker.people()
            .index("people_c_idx", false, "c")
            .constraints(true, "'x'", "c <> ''")
            .spec();
    var address = Shards.address(database, role);
    try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
      var surveyed = store.survey(spec, address);
      assertThat(surveyed.findings())
          .extracting(Finding::code)
          .containsExactly("no-monitor-privilege");
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
      for (String step : List.of("index:people_c_idx", "default:c", "check:c", "not-null:c")) {
        assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
      }
      assertThat(store.probe(shard).activeSessions()).isEmpty();
      assertThat(store.probe(shard).slotBytes()).isPresent();
      store.removeBridge(shard);
      store.release(shard);
      store.rollBack(shard);
    } finally {
      database.execute(
          "ALTER TABLE people OWNER TO " + database.user(),
          "DROP OWNED BY " + role,
          "DROP ROLE " + role);
    }
    assertThat(database.number("SELECT count(*) FROM pg_publication")).isZero();
  }
}
