package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.PoorMySql;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How far replicas are behind is asked of themselves, and unknown while they stand still; how long
 * commits wait for them is asked of the server.
 */
class MySqlReplicaLagIT {
  @ParameterizedTest
  @EnumSource
  void aReplicaTellsHowFarItIsBehind(MySqlServer server) throws Exception {
    boolean newest = server == MySqlServer.MYSQL_9;
    var settings = newest ? TestMySql.packaged() : TestMySql.bundled();
    try (var source = new PoorMySql(settings);
        var replica =
            new PoorMySql(settings.with("server-id", "2").with("report-host", "127.0.0.1"))) {
      var database = source.database();
      database.execute("CREATE TABLE people (id int PRIMARY KEY, email varchar(50))");
      replica.follow(database);
      var store = new MySqlSchemaStore(Shards.connections(database, "coordinator"));
      var spec = OnMySqlSteps.people().table(database.name(), "people").spec();
      var address = Shards.address(database);
      var shard =
          new PlannedShard(
              new MigrationShard(spec.name(), address.id()),
              spec,
              address,
              store.survey(spec, address).plan().orElseThrow());
      store.prepareCapture(shard);

      try (var watch = store.watch(shard)) {
        Await.until(
            "the replica is not behind",
            Await.LONG,
            () -> watch.look(shard).replicaLag().equals(Optional.of(Duration.ZERO)));
        if (newest) { // the other has no such plugin with it
          makeSemiSynchronous(database, replica.database());
          // Of the commit by which the look before was timed; a source that has only just heard of
          // its replica lets some pass without waiting.
          Await.until(
              "a commit waited for the replica",
              Await.LONG,
              () -> watch.look(shard).mySql().orElseThrow().semiSyncWait(),
              waited -> waited.filter(Duration::isPositive).isPresent());
        }
        replica.database().execute(newest ? "STOP REPLICA SQL_THREAD" : "STOP SLAVE SQL_THREAD");

        assertThat(watch.look(shard).replicaLag()).isEmpty();
      }
    }
  }

  private static void makeSemiSynchronous(TestDatabase source, TestDatabase replica)
      throws Exception {
    source.execute(
        "INSTALL PLUGIN rpl_semi_sync_source SONAME 'semisync_source.so'",
        "SET GLOBAL rpl_semi_sync_source_enabled = ON");
    replica.execute(
        "INSTALL PLUGIN rpl_semi_sync_replica SONAME 'semisync_replica.so'",
        "SET GLOBAL rpl_semi_sync_replica_enabled = ON",
        "STOP REPLICA IO_THREAD",
        "START REPLICA IO_THREAD");
    Await.until(
        "the replica acknowledges",
        Await.LONG,
        () ->
            source.number(
                    """
                    SELECT COUNT(*) FROM performance_schema.global_status
                     WHERE (variable_name, variable_value) IN
                           (('Rpl_semi_sync_source_clients', '1'), ('Rpl_semi_sync_source_status', 'ON'))
                    """)
                == 2);
  }
}
