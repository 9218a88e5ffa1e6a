package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.RowStore;
import dev.infill.deploy.testing.MySqlKeyType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the key's type and collation: chunks are cut, filled, checked and repaired. */
@ParameterizedClass
@EnumSource(MySqlServer.class)
class MySqlKeyTypesIT extends OnMySql {
  private static final FilledColumn COLUMN =
      new FilledColumn(
          "c",
          "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
          "lower(email)",
          Sync.DERIVED);

  @ParameterizedTest
  @EnumSource
  void everyRowIsWalkedCheckedAndRepaired(MySqlKeyType type) throws Exception {
    table("k %s PRIMARY KEY".formatted(type.definition()), type);

    walkCheckAndRepair(List.of(new KeyColumn("k", type.definition())));
  }

  @ParameterizedTest
  @EnumSource
  void aColumnBesideOthersIsWalkedToo(MySqlKeyType type) throws Exception {
    table(
        "tenant int NOT NULL DEFAULT 7, k %s NOT NULL, `at Last` int NOT NULL DEFAULT 0,"
                .formatted(type.definition())
            + " UNIQUE (tenant, k, `at Last`)",
        type);

    walkCheckAndRepair(
        List.of(
            new KeyColumn("tenant", "int"),
            new KeyColumn("k", type.definition()),
            new KeyColumn("at Last", "int")));
  }

  private void table(String columns, MySqlKeyType type) throws SQLException {
    database.execute("CREATE TABLE t (%s, email varchar(20), c varchar(20))".formatted(columns));
    if (type.many()) {
      database.execute(
          """
          INSERT INTO t (k, email)
          WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 600)
          SELECT %s, CONCAT('User', i) FROM numbers
          """
              .formatted(type.made()));
    }
    try (var connection = database.connect()) {
      connection.createStatement().execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
      try (var insert =
          connection.prepareStatement("INSERT IGNORE INTO t (k, email) VALUES (?, 'End')")) {
        for (String end : type.ends()) {
          insert.setString(1, end);
          insert.execute();
        }
      }
    }
  }

  private void walkCheckAndRepair(List<KeyColumn> key) throws Exception {
    var rows = rows(key, COLUMN);
    long count = database.number("SELECT count(*) FROM t");
    assertThat(count).isGreaterThan(2);
    List<KeyRange> ranges = ranges(rows);
    long walked = 0;
    for (KeyRange range : ranges) {
      walked += rows.fill(range, SHORT).filled();
    }

    assertThat(walked).isEqualTo(count);
    assertThat(database.number("SELECT count(*) FROM t WHERE c = lower(email)")).isEqualTo(count);
    database.execute("UPDATE t SET c = 'wrong' WHERE email = 'End' OR email LIKE '%7'");
    long wrong = database.number("SELECT count(*) FROM t WHERE c = 'wrong'");
    List<Key> differing = new ArrayList<>();
    long counted = 0;
    for (KeyRange range : ranges) {
      var checked = rows.check(range, 500);
      counted += checked.counted();
      differing.addAll(checked.differing());
    }
    assertThat(counted).isEqualTo(count);
    assertThat(differing).hasSize((int) wrong);
    assertThat(rows.write(differing, SHORT).written())
        .containsExactlyInAnyOrderElementsOf(differing);
    assertThat(database.number("SELECT count(*) FROM t WHERE c = lower(email)")).isEqualTo(count);
  }

  /** As many rows as a chunk each, and what is behind the last. */
  private static List<KeyRange> ranges(RowStore rows) throws Exception {
    List<KeyRange> ranges = new ArrayList<>();
    KeyRange rest = KeyRange.ALL;
    for (var end = rows.chunkEnd(rest, 70); end.last().isPresent(); end = rows.chunkEnd(rest, 70)) {
      ranges.add(new KeyRange(rest.after(), end.last()));
      rest = rest.rest(end.last().get());
    }
    ranges.add(new KeyRange(rest.after(), Optional.empty()));
    return ranges;
  }
}
