package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ranges cover the table and are as large as asked, however its keys lie. */
@ParameterizedClass
@EnumSource
class RangesIT extends OnEverySteps {
  private static final int ROWS = 90_000;

  private ShardPools pools;

  @BeforeParameterizedClassInvocation
  void prepare() {
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

  /** How the keys lie in their space, and in the table; on PostgreSQL and on MySQL. */
  enum Skew {
    GROWING(
        "bigint PRIMARY KEY",
        "i::bigint * i * i - 1000000",
        "bigint PRIMARY KEY",
        "i * i * i - 1000000"),
    CROWDED(
        "numeric PRIMARY KEY",
        "exp(i / 2000.0)::numeric(60,40)",
        "decimal(60,10) PRIMARY KEY",
        "EXP(i / 2000.0) + i / 1000000"),
    RANDOM(
        "uuid PRIMARY KEY",
        "md5(i::text)::uuid",
        "binary(16) PRIMARY KEY",
        "UNHEX(LEFT(SHA2(i, 256), 32))"),
    PREFIXED(
        "text COLLATE \"en-x-icu\" PRIMARY KEY",
        "'the same long beginning ' || i",
        "varchar(100) COLLATE utf8mb4_0900_ai_ci PRIMARY KEY",
        "CONCAT('the same long beginning ', i)"),
    ONE_TENANT(
        "text, tenant int DEFAULT 7, UNIQUE (tenant, k), PRIMARY KEY (tenant, k)",
        "i",
        "varchar(20), tenant int DEFAULT 7, PRIMARY KEY (tenant, k)",
        "i"),
    A_LARGE_TENANT(
        "int, tenant int, PRIMARY KEY (tenant, k)",
        "i, CASE WHEN i % 10 < 9 THEN 1 ELSE i % 2000 END",
        "int, tenant int, PRIMARY KEY (tenant, k)",
        "i, CASE WHEN i % 10 < 9 THEN 1 ELSE i % 2000 END");

    private final String postgres;
    private final String postgresKeys;
    private final String mySql;
    private final String mySqlKeys;

    Skew(String postgres, String postgresKeys, String mySql, String mySqlKeys) {
      this.postgres = postgres;
      this.postgresKeys = postgresKeys;
      this.mySql = mySql;
      this.mySqlKeys = mySqlKeys;
    }
  }

  @ParameterizedTest
  @EnumSource
  void rangesThatAreCountedAreAsLargeAsAsked(Skew skew) throws Exception {
    var shard = table(skew);

    var ranges = Walks.ranges(store, shard);

    assertThat(ranges).hasSize(ROWS / shard.spec().limits().rangeRows() + 1);
    store.addColumn(shard);
    var rows = new JdbcRowStores(pools).open(Shards.address(database), shard.plan().fill());
    assertThat(Walks.even(rows, ranges, ROWS, 2)).isEqualTo(1);
  }

  private PlannedShard table(Skew skew) throws Exception {
    String columns = "email, k" + (skew == Skew.A_LARGE_TENANT ? ", tenant" : "");
    if (server.isMySql()) {
      database.execute(
          "CREATE TABLE skewed (email varchar(9), k " + skew.mySql + ")",
          """
          INSERT INTO skewed (%s)
          WITH RECURSIVE numbers (i) AS (
            SELECT CAST(1 AS SIGNED) UNION ALL SELECT i + 1 FROM numbers WHERE i < %d)
          SELECT /*+ SET_VAR(cte_max_recursion_depth = 1000000) */ 'e', %s FROM numbers
          """
              .formatted(columns, ROWS, skew.mySqlKeys),
          "ANALYZE TABLE skewed");
    } else {
      database.execute(
          "CREATE TABLE skewed (email text, k " + skew.postgres + ")",
          "INSERT INTO skewed (%s) SELECT 'e', %s FROM generate_series(1, %d) i"
              .formatted(columns, skew.postgresKeys, ROWS),
          "ANALYZE skewed");
    }
    return planned(SpecMaker.people().table("skewed"));
  }
}
