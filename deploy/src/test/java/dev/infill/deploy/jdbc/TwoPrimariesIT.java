package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Engine;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.deploy.testing.MySqlPair;
import dev.infill.deploy.testing.PostgresPair;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A standby was promoted, and nobody shut the old primary out. */
class TwoPrimariesIT {
  @ParameterizedTest
  @EnumSource(Engine.class)
  void nothingIsChangedOnTheOldPrimaryWhileTheNewOneAnswers(Engine engine) throws Exception {
    try (var servers = engine == Engine.MYSQL ? MySqlPair.start() : PostgresPair.newest()) {
      var first = servers.first();
      first.execute("CREATE TABLE people (id bigint PRIMARY KEY, email varchar(200))");
      var oldFirst = servers.listed(false);
      var connections = Shards.connections(first, "test");
      var store =
          engine == Engine.MYSQL
              ? new MySqlSchemaStore(connections)
              : new PostgresSchemaStore(connections);
      var shard = planned(store, oldFirst);
      store.addColumn(shard);
      servers.awaitReplayed();

      servers.promote().execute("CREATE TABLE new_one (n int PRIMARY KEY)");
      var changing = failure(() -> store.rollBack(shard));
      var comparing = failure(() -> store.changed(shard));
      var planning = failure(() -> survey(store, oldFirst));

      for (ShardFailure refused : new ShardFailure[] {changing, comparing, planning}) {
        assertThat(refused.code()).isEqualTo("infill.old-primary");
        assertThat(refused.kind()).isEqualTo(FailureKind.TRANSIENT);
        assertThat(refused)
            .hasMessageContaining(servers.primaryPort() + (first.isMySql() ? "" : " on timeline 1"))
            .hasMessageContaining(first.isMySql() ? ":" + servers.standbyPort() : "on timeline 2");
      }
      assertThat(columns(first)).isEqualTo(3);
      // Named first, it is the one that is used, and what the old one says does not matter.
      assertThat(survey(store, servers.listed(true)).findings()).isNotEmpty();
      servers.stopPrimary();
      assertThat(survey(store, oldFirst).findings()).isNotEmpty();
    }
  }

  private interface Step {
    void take() throws Exception;
  }

  private static ShardFailure failure(Step step) {
    return catchThrowableOfType(ShardFailure.class, step::take);
  }

  private static PlannedShard planned(SchemaStore store, TestDatabase database) throws Exception {
    var spec = spec(database);
    var address = Shards.address(database);
    var plan = survey(store, database).plan().orElseThrow();
    return new PlannedShard(new MigrationShard(spec.name(), address.id()), spec, address, plan);
  }

  private static SchemaStore.Surveyed survey(SchemaStore store, TestDatabase database)
      throws ShardFailure {
    return store.survey(spec(database), Shards.address(database));
  }

  private static MigrationSpec spec(TestDatabase database) {
    return database.isMySql()
        ? MySqlSpecs.of(SpecMaker.people(), database.name())
        : SpecMaker.people().spec();
  }

  private static long columns(TestDatabase database) throws SQLException {
    return database.number(
        "SELECT count(*) FROM information_schema.columns WHERE table_schema = %s AND table_name = 'people'"
            .formatted(database.isMySql() ? "DATABASE()" : "'public'"));
  }
}
