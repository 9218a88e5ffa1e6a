package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Cut;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ranges cover the table, and none has four times the rows of another, though only sampled. */
@ParameterizedClass
@EnumSource(Server.class)
class SampledRangesIT extends OnSteps {
  private static final int ROWS = 90_000;
  private static final int FARTHEST = 4;

  private SchemaStore sampling;
  private ShardPools pools;

  @BeforeParameterizedClassInvocation
  void prepare() {
    sampling = new PostgresSchemaStore(Shards.connections(database, "test"), Duration.ZERO);
    pools = new ShardPools(Shards.connections(database, "test"), 4);
  }

  @AfterParameterizedClassInvocation
  void closePools() {
    pools.close();
  }

  @AfterEach
  void dropTable() throws SQLException {
    database.execute("DROP TABLE skewed");
  }

  /** How the keys lie in their space, and in the table. */
  enum Skew {
    GROWING("bigint PRIMARY KEY", "i::bigint * i * i - 1000000"),
    CROWDED("numeric PRIMARY KEY", "exp(i / 2000.0)::numeric(60,40)"),
    RANDOM("uuid PRIMARY KEY", "md5(i::text)::uuid"),
    PREFIXED("text COLLATE \"en-x-icu\" PRIMARY KEY", "'the same long beginning ' || i"),
    ONE_TENANT("text, tenant int DEFAULT 7, UNIQUE (tenant, k), PRIMARY KEY (tenant, k)", "i"),
    A_LARGE_TENANT(
        "int, tenant int, PRIMARY KEY (tenant, k)",
        "i, CASE WHEN i % 10 < 9 THEN 1 ELSE i % 2000 END");

    private final String definition;
    private final String keys;

    Skew(String definition, String keys) {
      this.definition = definition;
      this.keys = keys;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSampleGivesEvenRanges(Skew skew) throws Exception {
    var shard = table(skew, 10);
    assertThat(blocks()).as("a sample reads a part of them").isGreaterThan(4_000);

    var ranges = Walks.ranges(sampling, shard);

    assertThat(ranges).hasSizeGreaterThan(20);
    assertThat(even(shard, ranges)).isLessThan(FARTHEST);
  }

  @Test
  void aSmallTableIsSampledWhole() throws Exception {
    database.execute(
        "CREATE TABLE skewed (k int PRIMARY KEY, email text)",
        "INSERT INTO skewed SELECT i FROM generate_series(1, 1000) i");
    var shard = planned(SpecMaker.people().table("skewed"));

    assertThat(sampling.cut(shard, Optional.empty(), 9))
        .isEqualTo(new Cut(List.of(Key.of("300"), Key.of("600"), Key.of("900")), true));
    database.execute("TRUNCATE skewed");
    assertThat(sampling.cut(shard, Optional.empty(), 9)).isEqualTo(new Cut(List.of(), true));
  }

  private PlannedShard table(Skew skew, int fillfactor) throws Exception {
    database.execute(
        "CREATE TABLE skewed (email text, k %s) WITH (fillfactor = %d)"
            .formatted(skew.definition, fillfactor),
        "INSERT INTO skewed (email, k%s) SELECT 'e', %s FROM generate_series(1, %d) i"
            .formatted(skew == Skew.A_LARGE_TENANT ? ", tenant" : "", skew.keys, ROWS),
        "ANALYZE skewed");
    return planned(SpecMaker.people().table("skewed"));
  }

  private long blocks() throws SQLException {
    return database.number("SELECT pg_relation_size('skewed') / 8192");
  }

  private double even(PlannedShard shard, List<KeyRange> ranges) throws Exception {
    store.addColumn(shard);
    var rows = new JdbcRowStores(pools).open(Shards.address(database), shard.plan().fill());
    return Walks.even(rows, ranges, ROWS, FARTHEST);
  }
}
