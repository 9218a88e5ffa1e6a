package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.OwnServer;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A standby was promoted, and nobody shut the old primary out. */
class TwoPrimariesIT {
  @Test
  void nothingIsChangedOnTheOldPrimaryWhileTheNewOneAnswers() throws Exception {
    try (var old = OwnServer.start(Map.of())) {
      var first = old.database();
      first.execute("CREATE TABLE people (id bigint PRIMARY KEY, email text)");
      try (var standby = old.standby(Map.of())) {
        var oldFirst = of(first, old, standby);
        var store = new PostgresSchemaStore(Shards.connections(first, "test"));
        var shard = planned(store, oldFirst);
        awaitTable(standby.database(first));
        store.addColumn(shard);

        promote(standby);
        var changing = failure(() -> store.rollBack(shard));
        var comparing = failure(() -> store.changed(shard));
        var planning = failure(() -> survey(store, oldFirst));

        for (ShardFailure refused : new ShardFailure[] {changing, comparing, planning}) {
          assertThat(refused.code()).isEqualTo("infill.old-primary");
          assertThat(refused.kind()).isEqualTo(FailureKind.TRANSIENT);
          assertThat(refused)
              .hasMessageContaining(old.server().port() + " on timeline 1")
              .hasMessageContaining("on timeline 2");
        }
        assertThat(columns(first)).isEqualTo(3);
        // Named first, it is the one that is used, and what the old one says does not matter.
        assertThat(survey(store, of(first, standby, old)).findings()).isNotEmpty();
        old.stop();
        assertThat(survey(store, oldFirst).findings()).isNotEmpty();
      }
    }
  }

  private interface Step {
    void take() throws Exception;
  }

  private static ShardFailure failure(Step step) {
    return catchThrowableOfType(ShardFailure.class, step::take);
  }

  private static TestDatabase of(TestDatabase database, OwnServer one, OwnServer other) {
    String url =
        "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s"
            .formatted(one.server().port(), other.server().port(), database.name());
    return new TestDatabase(
        database.name(), url, database.user(), database.password(), database.adminUrl());
  }

  private static PlannedShard planned(SchemaStore store, TestDatabase database) throws Exception {
    var spec = SpecMaker.people().spec();
    var address = Shards.address(database);
    var plan = survey(store, database).plan().orElseThrow();
    return new PlannedShard(new MigrationShard(spec.name(), address.id()), spec, address, plan);
  }

  private static SchemaStore.Surveyed survey(SchemaStore store, TestDatabase database)
      throws ShardFailure {
    return store.survey(SpecMaker.people().spec(), Shards.address(database));
  }

  private static void awaitTable(TestDatabase standby) {
    Await.until(
        "the standby has the table",
        Await.LONG,
        () ->
            standby.number(
                    "SELECT count(*) FROM pg_class WHERE relname = 'people' AND pg_is_in_recovery()")
                == 1);
  }

  private static void promote(OwnServer standby) throws SQLException {
    try (var connection = standby.server().connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute("SELECT pg_promote(true, 60)");
    }
  }

  private static long columns(TestDatabase database) throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'people'::regclass AND attnum > 0"
            + " AND NOT attisdropped");
  }
}
