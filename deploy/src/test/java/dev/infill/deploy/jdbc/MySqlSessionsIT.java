package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.SessionKind;
import dev.infill.common.jdbc.ShardConnections;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.model.TransformRule;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Our sessions on MySQL are set as we need them, and what they can't do is refused. */
@ParameterizedClass
@EnumSource(MySqlServer.class)
class MySqlSessionsIT extends OnMySql {
  private static final String CONTRARY =
      "&allowMultiQueries=false&useServerPrepStmts=true&useAffectedRows=true"
          + "&characterEncoding=ISO-8859-1&zeroDateTimeBehavior=CONVERT_TO_NULL"
          + "&sessionVariables=sql_mode='NO_BACKSLASH_ESCAPES',time_zone='-05:00',autocommit=1,"
          + "transaction_isolation='SERIALIZABLE',group_concat_max_len=4,sql_select_limit=1";

  @BeforeEach
  void table() throws Exception {
    database.execute(
        "CREATE TABLE t (id timestamp PRIMARY KEY, email varchar(20), c varchar(20))",
        "SET time_zone = '+00:00'",
        "INSERT INTO t (id, email) VALUES ('2024-07-01 12:00:00', '\u00c4'), ('2024-07-02', 'B')");
  }

  @Test
  void theyAreTheSameWhateverTheUrlOrTheServerSays() throws Exception {
    var plain = Shards.address(database);
    var contrary = plain.url() + CONTRARY;
    var withoutDatabase = plain.url().replace("/" + database.name(), "/");
    for (String url : List.of(contrary, withoutDatabase)) {
      database.execute("UPDATE t SET c = NULL");
      try (var pools = new ShardPools(Shards.connections(database, "test"), 2)) {
        var rows = open(pools, plain, url, "lower(email)");
        var end = rows.chunkEnd(KeyRange.ALL, 1).last().orElseThrow();

        assertThat(rows.check(KeyRange.ALL, 9).differing()).hasSize(2);
        assertThat(rows.fillUnlocked(new KeyRange(Optional.empty(), Optional.of(end))).filled())
            .isEqualTo(1);
        assertThat(rows.write(List.of(Key.of("2024-07-02 00:00:00")), SHORT).written()).hasSize(1);
        assertThat(rows.check(KeyRange.ALL, 9).equal()).isEqualTo(2);
        var half = open(pools, plain, url, "concat(1 / (email = 'B'))");
        assertThat(catchThrowableOfType(ShardFailure.class, () -> half.fill(KeyRange.ALL, SHORT)))
            .matches(ShardFailure::badRow);
      }
    }
    assertThat(database.column("SELECT c FROM t ORDER BY id")).containsExactly("\u00e4", "b");
  }

  @Test
  void aRefusedLoginIsToldWithoutThePassword() {
    var connections =
        new ShardConnections(new Secrets(Map.of("PASSWORD", "not-the-password")), "test");

    var failure =
        catchThrowableOfType(
            ShardFailure.class, () -> connections.open(Shards.address(database), SessionKind.ROWS));

    assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(failure.getMessage()).contains("shard-0").doesNotContain("not-the-password");
  }

  @Test
  void aTransformThatIsNotInstalledIsRefused() throws Exception {
    var column =
        new FilledColumn(
            "c", "int", "", Sync.DERIVED, Optional.of(new TransformRule("any", List.of("email"))));
    try (var pools = new ShardPools(Shards.connections(database, "test"), 1)) {
      var failure =
          catchThrowableOfType(
              ShardFailure.class,
              () -> new JdbcRowStores(pools).open(Shards.address(database), fill(column)));

      assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
      assertThat(failure.code()).isEqualTo("infill.transform-missing");
    }
  }

  private RowStore open(ShardPools pools, ShardAddress shard, String url, String value)
      throws ShardFailure {
    return new JdbcRowStores(pools)
        .open(
            new ShardAddress(shard.id(), shard.engine(), url, shard.user(), shard.password()),
            fill(
                new FilledColumn(
                    "c",
                    "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
                    value,
                    Sync.DERIVED)));
  }

  private ColumnFill fill(FilledColumn column) {
    return new ColumnFill(
        new TableName(database.name(), "t"),
        List.of(new KeyColumn("id", "timestamp")),
        List.of(column));
  }
}
