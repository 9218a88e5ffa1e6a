package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Cut;
import dev.infill.deploy.testing.KeyType;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterTry;

/**
 * Keys of any type, in the server's own order, while an application inserts and deletes rows before
 * each statement: each row that was there all the time is filled. Once the application is quiet,
 * each row is counted, once.
 */
class WalkPropertiesIT {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final int MOST = 3_000;

  private Optional<TestDatabase> database = Optional.empty();

  /**
   * @param rows how many rows there are in the beginning, its ends besides
   * @param sampled whether ranges are cut by a sample
   * @param busy how often in ten the application does something before a statement
   */
  record Scenario(
      Server server,
      KeyType type,
      boolean composite,
      int rows,
      boolean sampled,
      int busy,
      long seed) {}

  @AfterTry
  void closeDatabase() throws SQLException {
    if (database.isPresent()) {
      database.get().close();
    }
  }

  @Property(
      tries = 24,
      seed = "20261121",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.OFF)
  void everyRowIsFilledOrCameInMeanwhile(@ForAll("scenarios") Scenario scenario) throws Exception {
    var opened = scenario.server.database();
    database = Optional.of(opened);
    new Walk(opened, scenario).run();
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return Combinators.combine(
            Arbitraries.of(Server.class),
            Arbitraries.of(KeyType.class).filter(KeyType::many),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 1_500),
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, 10),
            Arbitraries.longs())
        .as(Scenario::new);
  }

  /** A table, its application, and a walk that fills and one that checks. */
  private static final class Walk {
    private final TestDatabase database;
    private final Scenario scenario;
    private final Random random;
    private final SchemaStore store;
    private boolean quiet;

    Walk(TestDatabase database, Scenario scenario) {
      this.database = database;
      this.scenario = scenario;
      this.random = new Random(scenario.seed);
      var connections = Shards.connections(database, "test");
      this.store =
          scenario.sampled
              ? new PostgresSchemaStore(connections, Duration.ZERO)
              : new PostgresSchemaStore(connections);
    }

    void run() throws Exception {
      database.execute(KeyType.preparing().toArray(String[]::new));
      database.execute(
          """
          CREATE TABLE walked (
            tenant int NOT NULL DEFAULT 7, k %s NOT NULL, i int,
            email text DEFAULT 'E', PRIMARY KEY (%s k))
          """
              .formatted(scenario.type.definition(), scenario.composite ? "tenant, " : ""),
          insert("generate_series(1, " + scenario.rows + ") i"),
          scenario.type.ends().stream()
              .map(end -> "('" + end.replace("'", "''") + "', 0)")
              .collect(
                  Collectors.joining(
                      ", ", "INSERT INTO walked (k, i) VALUES ", " ON CONFLICT DO NOTHING")));
      var spec = SpecMaker.people().table("walked").spec();
      var address = Shards.address(database);
      var shard =
          new PlannedShard(
              new MigrationShard(spec.name(), address.id()),
              spec,
              address,
              store.survey(spec, address).plan().orElseThrow());
      store.addColumn(shard);
      try (var pools = new ShardPools(Shards.connections(database, "test"), 2);
          var application = database.connect()) {
        var rows = new JdbcRowStores(pools).open(address, shard.plan().fill());
        long counted = 0;
        for (KeyRange range : ranges(shard, application)) {
          fill(rows, range, application);
        }
        // What came in meanwhile was not there all the time: it is captured.
        assertThat(
                database.number(
                    "SELECT count(*) FROM walked WHERE c IS NULL AND i <= " + scenario.rows))
            .isZero();
        quiet = true;
        long equal = 0;
        for (KeyRange range : ranges(shard, application)) {
          var checked = rows.check(range, 5_000);
          counted += checked.counted();
          equal += checked.equal();
        }
        assertThat(counted).isEqualTo(database.number("SELECT count(*) FROM walked"));
        assertThat(equal).isEqualTo(database.number("SELECT count(c) FROM walked"));
      }
    }

    private List<KeyRange> ranges(PlannedShard shard, Connection application) throws Exception {
      List<KeyRange> ranges = new ArrayList<>();
      Optional<Key> after = Optional.empty();
      while (true) {
        act(application);
        Cut cut = store.cut(shard, after, 1 + random.nextInt(3));
        for (Key bound : cut.bounds()) {
          ranges.add(new KeyRange(after, Optional.of(bound)));
          after = Optional.of(bound);
        }
        if (cut.end()) {
          ranges.add(new KeyRange(after, Optional.empty()));
          return ranges;
        }
      }
    }

    private void fill(RowStore rows, KeyRange range, Connection application) throws Exception {
      KeyRange rest = range;
      while (true) {
        act(application);
        var end = rows.chunkEnd(rest, 1 + random.nextInt(200));
        if (end.last().isEmpty()) {
          return;
        }
        act(application);
        rows.fill(new KeyRange(rest.after(), end.last()), SHORT);
        rest = rest.rest(end.last().get());
      }
    }

    private void act(Connection application) throws SQLException {
      if (quiet || random.nextInt(10) >= scenario.busy) {
        return;
      }
      int from = 1 + random.nextInt(MOST);
      try (var statement = application.createStatement()) {
        statement.execute(
            random.nextBoolean()
                ? "DELETE FROM walked WHERE i BETWEEN %d AND %d".formatted(from, from + 20)
                : insert("generate_series(%d, %d) i".formatted(MOST + from, MOST + from + 20)));
      }
    }

    private String insert(String numbers) {
      return "INSERT INTO walked (k, i) SELECT %s, i FROM %s ON CONFLICT DO NOTHING"
          .formatted(scenario.type.made(), numbers);
    }
  }
}
