package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.Await;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class ShardPoolsIT extends OnServer {
  private static final KeyRange ALL = new KeyRange(Optional.empty(), Optional.empty());

  private ShardPools pools;
  private RowStore rows;

  @BeforeEach
  void openTable() throws Exception {
    database.execute("CREATE TABLE t (id bigint PRIMARY KEY, c text)");
    pools = new ShardPools(Shards.connections(database, "pools"), 2);
    rows =
        new JdbcRowStores(pools)
            .open(
                Shards.address(database),
                new ColumnFill(
                    new TableName("public", "t"),
                    List.of(new KeyColumn("id", "bigint")),
                    List.of(new FilledColumn("c", "text", "'x'", Sync.DERIVED))));
  }

  @AfterEach
  void closeTable() throws SQLException {
    pools.close();
    database.execute("DROP TABLE t");
  }

  @Test
  void aShardThatIsLetGoOfHasNoSessionOfOursAndGetsNone() throws Exception {
    rows.check(ALL, 1);
    assertThat(sessions()).isEqualTo(1);

    pools.letGo(Shards.address(database));

    var late = catchThrowableOfType(ShardFailure.class, () -> rows.check(ALL, 1));
    assertThat(late.kind()).isEqualTo(FailureKind.TRANSIENT);
    assertThat(late.code()).isEqualTo("infill.let-go");
    Await.until("our sessions have ended", Await.LONG, () -> sessions() == 0);
  }

  @Test
  void aShardThatIsUsedAgainGetsSessionsAgain() throws Exception {
    rows.check(ALL, 1);
    pools.letGo(Shards.address(database));

    pools.welcome(Shards.address(database));

    assertThat(rows.check(ALL, 1).counted()).isZero();
  }

  private long sessions() throws SQLException {
    return database.number(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'infill pools'"
            + " AND datname = current_database()");
  }
}
