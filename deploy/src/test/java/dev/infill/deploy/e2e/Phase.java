package dev.infill.deploy.e2e;

import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Brings a migration of an {@link AccountsTable} into the middle of a phase and keeps it there, by
 * what would do so in real life: somebody's open transaction, or a slow value.
 */
enum Phase {
  EXPANDING(Speed.FAST, "LOCK TABLE accounts IN ACCESS SHARE MODE"),
  CAPTURING(Speed.FAST, "INSERT INTO elsewhere VALUES (1)"),
  BACKFILLING(Speed.SLOW, ""),
  RECONCILING(Speed.SLOW_CHECK, ""),
  AWAITING_WRITERS(Speed.FAST, ""),
  BUILDING_THE_INDEX(
      Speed.FAST, "INSERT INTO accounts (id, n, g, email) VALUES (-1, -1, 0, 'Held@X')"),
  CONSTRAINING(Speed.FAST, "LOCK TABLE accounts IN ACCESS SHARE MODE"),
  RELEASING(Speed.FAST, "LOCK TABLE accounts IN ACCESS SHARE MODE");

  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int ROWS_UNDER_WAY = 1_000;

  private final Speed speed;
  private final String holder;

  Phase(Speed speed, String holder) {
    this.speed = speed;
    this.holder = holder;
  }

  /** A migration that is to be submitted. */
  record Migration(Cluster cluster, String name, TestDatabase database, NamedText fleet) {
    void submit(String gate) throws Exception {
      submit(gate, 1_000);
    }

    void submit(String gate, int rangeRows) throws Exception {
      var spec =
          """
          apiVersion: infill/v1
          kind: Migration
          name: %s
          table: accounts
          column: { name: email_lower, type: { postgresql: text, mysql: varchar(100) }, value: app_lower(email) }
          constraints: { notNull: true }
          indexes: [ { name: accounts_lower_idx, columns: [email_lower] } ]
          writers: { gate: %s, quiet: 1s, minChanges: 20 }
          limits: { rangesInFlight: 4, rangeRows: %d, chunkTarget: 100ms, lockTimeout: 500ms, allowRebuild: true, pace: { slowdown: off } }
          """
              .formatted(name, gate, rangeRows);
      cluster.api().submit(new NamedText("spec.yaml", spec), fleet);
    }

    /** On MySQL. */
    TableName marks() {
      return MarksTable.of(
          new MigrationShard(new MigrationId(name), new ShardId("shard-0")),
          new TableName(database.name(), "accounts"));
    }

    void awaitShard(String what, Predicate<ShardStatus> good) throws InterruptedException {
      cluster.awaitShards(name, what, LONG, good);
    }
  }

  /** Makes what the phase is held by. */
  void prepare(TestDatabase database) throws SQLException {
    database.execute("CREATE TABLE elsewhere (n int PRIMARY KEY)");
    setSpeed(database);
  }

  /** Makes the value as slow as the phase needs it. */
  void setSpeed(TestDatabase database) throws SQLException {
    speed.set(database);
  }

  /** The transaction that holds it. */
  Hold hold(TestDatabase database) throws SQLException {
    // A transaction that has read a table keeps MySQL from altering it.
    return Hold.by(
        database,
        database.isMySql() && holder.startsWith("LOCK")
            ? "SELECT n FROM accounts LIMIT 1"
            : holder);
  }

  /** Submits the migration and returns when it is in the middle of this phase. */
  Hold bringTo(Migration migration, LiveWriters writers) throws Exception {
    var database = migration.database();
    if (this == CAPTURING && database.isMySql()) {
      // Nothing waits there: a capture begins at a place in the log, and takes no lock.
      migration.submit("application");
      migration.awaitShard("it captures", shard -> shard.phases().containsKey("Capturing"));
      return Hold.nothing();
    }
    return switch (this) {
      case EXPANDING, CAPTURING -> {
        var hold = hold(database);
        migration.submit("application");
        String phase = this == EXPANDING ? "Expanding" : "Capturing";
        migration.awaitShard(
            phase + " is blocked", is(phase).and(shard -> shard.blocked().isPresent()));
        yield hold;
      }
      case BACKFILLING, RECONCILING -> {
        migration.submit("application");
        String phase = this == BACKFILLING ? "Backfilling" : "Reconciling";
        migration.awaitShard(phase + " is under way", is(phase).and(Phase::underWay));
        yield Hold.nothing();
      }
      case AWAITING_WRITERS -> {
        migration.submit("application");
        migration.awaitShard("it waits for writers", is("AwaitingWriters"));
        yield Hold.nothing();
      }
      case BUILDING_THE_INDEX, CONSTRAINING -> {
        migration.submit("application");
        migration.awaitShard("it waits for writers", is("AwaitingWriters"));
        writers.deploy();
        var hold = hold(database);
        boolean lock = this == CONSTRAINING;
        migration.awaitShard(
            "it constrains", is("Constraining").and(shard -> !lock || shard.blocked().isPresent()));
        yield hold;
      }
      case RELEASING -> {
        if (database.isMySql()) {
          yield whileMarksAreRead(migration, writers);
        }
        migration.submit("trigger, bridge: untilProven");
        migration.awaitShard(
            "it waits for writers behind the constraints",
            is("AwaitingWriters").and(shard -> shard.phases().containsKey("Constraining")));
        var hold = hold(database);
        writers.deploy();
        migration.awaitShard("it releases", is("Releasing"));
        yield hold;
      }
    };
  }

  /** On MySQL a release takes no bridge away, but the table with the capture's marks. */
  private static Hold whileMarksAreRead(Migration migration, LiveWriters writers) throws Exception {
    migration.submit("application");
    migration.awaitShard("it waits for writers", is("AwaitingWriters"));
    var hold =
        Hold.by(migration.database(), "SELECT kind FROM " + migration.marks().table() + " LIMIT 1");
    writers.deploy();
    migration.awaitShard(
        "its release is blocked", is("Releasing").and(shard -> shard.blocked().isPresent()));
    return hold;
  }

  /** Where the column is there for sure. */
  static boolean atTheGateOrBehind(ShardStatus shard) {
    return shard.phases().containsKey("AwaitingWriters");
  }

  static boolean isPastExpanding(ShardStatus shard) {
    return shard.phases().containsKey("Capturing");
  }

  private static Predicate<ShardStatus> is(String phase) {
    return shard -> shard.phase().equals(phase);
  }

  private static boolean underWay(ShardStatus shard) {
    return shard.progress().filter(walk -> walk.rows() > ROWS_UNDER_WAY).isPresent();
  }
}
