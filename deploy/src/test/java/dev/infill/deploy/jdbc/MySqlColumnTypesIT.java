package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A row is right exactly when the column holds what an assignment of the value would leave there.
 */
@ParameterizedClass
@EnumSource(MySqlServer.class)
class MySqlColumnTypesIT extends OnMySql {
  private static final List<KeyColumn> ID = List.of(new KeyColumn("id", "bigint"));
  private static final String UTF8 = " CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci";

  /** A type, a value that is not stored as it is given, and what is easily taken for the same. */
  enum Column {
    INT("int", "id + 0.5", "0"),
    BIGINT_UNSIGNED("bigint unsigned", "18446744073709551615 - id", "1"),
    DECIMAL("decimal(10,2)", "id * 1.005", "0.02"),
    DOUBLE("double", "id / 3e0", "0.1"),
    TEXT_CI("varchar(20)" + UTF8, "CONCAT(name, id)", "lower(c)"),
    TEXT_SPACE("varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", "name", "CONCAT(c, ' ')"),
    TEXT_CUT("varchar(4)" + UTF8, "CONCAT('ab', id, '   ')", "'ab'"),
    LATIN1("varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci", "name", "'E'"),
    LONG_TEXT("mediumtext" + UTF8, "REPEAT(name, 1000)", "CONCAT(c, ' ')"),
    CHAR("char(9)" + UTF8, "CONCAT(id, '   ')", "upper('a')"),
    ENUM("enum('Aa','b')" + UTF8, "CASE id % 2 WHEN 0 THEN 'AA' ELSE 'B' END", "'Aa'") {
      @Override
      int nearRow() {
        return 1;
      }
    },
    BINARY("binary(16)", "UNHEX(LEFT(SHA2(id, 256), 20))", "UNHEX(LEFT(SHA2(id, 256), 22))"),
    VARBINARY("varbinary(20)", "UNHEX('6100')", "UNHEX('61')"),
    BLOB("blob", "name", "CONCAT(c, ' ')"),
    DATE("date", "made", "DATE '2001-01-01'"),
    DATETIME("datetime", "made + INTERVAL 600000 MICROSECOND", "made"),
    DATETIME_FRACTION("datetime(3)", "made + INTERVAL 600 MICROSECOND", "made"),
    TIMESTAMP("timestamp(6) NULL", "made + INTERVAL id MICROSECOND", "made"),
    TIME("time", "TIME(made)", "'00:00:01'"),
    JSON("json", "JSON_OBJECT('b', name, 'a', id)", "JSON_OBJECT('b', upper(name), 'a', id)");

    private final String type;
    private final String value;
    private final String near;

    Column(String type, String value, String near) {
      this.type = type;
      this.value = value;
      this.near = near;
    }

    int nearRow() {
      return 2;
    }
  }

  private RowStore table(String type, String value) throws Exception {
    database.execute(
        "CREATE TABLE t (id bigint PRIMARY KEY, name varchar(20), made datetime(6), c %s,"
                .formatted(type)
            + " touched datetime(6) DEFAULT '2000-01-01' ON UPDATE CURRENT_TIMESTAMP(6))",
        """
        INSERT INTO t (id, name, made) VALUES
          (1, 'Zo\u00eb', '2024-02-29 12:00:00.5'), (2, '\u00c9va', '1999-12-31 23:59:59'),
          (3, NULL, NULL)
        """);
    return rows(
        ID, new FilledColumn("c", type.replace(" NULL", ""), value, Sync.DERIVED), "touched");
  }

  @ParameterizedTest
  @EnumSource
  void whatWasFilledIsRightAndWhatIsNearItIsNot(Column column) throws Exception {
    var rows = table(column.type, column.value);

    rows.fill(KeyRange.ALL, SHORT);

    assertThat(rows.check(KeyRange.ALL, 9).differing()).isEmpty();
    assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isZero();
    int near = column.nearRow();
    database.execute("UPDATE t SET c = %s WHERE id = %d".formatted(column.near, near));
    var key = Key.of(Integer.toString(near));
    assertThat(rows.check(KeyRange.ALL, 9).differing()).containsExactly(key);
    assertThat(rows.write(List.of(key), SHORT).written()).containsExactly(key);
    assertThat(rows.check(KeyRange.ALL, 9).differing()).isEmpty();
  }

  @Test
  void aZeroDateIsAValueLikeAnother() throws Exception {
    var rows = table("date", "DATE(made)");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_mode = ''");
      statement.execute("UPDATE t SET made = '0000-00-00' WHERE id = 1");
    }

    assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isEqualTo(2);

    assertThat(rows.check(KeyRange.ALL, 9).differing()).isEmpty();
    assertThat(database.number("SELECT count(*) FROM t WHERE CAST(c AS CHAR) = '0000-00-00'"))
        .isEqualTo(1);
  }

  @Test
  void aTimeOfTheLastChangeStaysAsItWas() throws Exception {
    var rows = table("int", "id");

    rows.fill(new KeyRange(Optional.empty(), Optional.of(Key.of("1"))), SHORT);
    rows.fillUnlocked(new KeyRange(Optional.of(Key.of("1")), Optional.of(Key.of("2"))));
    rows.write(List.of(Key.of("3")), SHORT);

    assertThat(database.number("SELECT count(*) FROM t WHERE c = id")).isEqualTo(3);
    assertThat(database.number("SELECT count(*) FROM t WHERE touched = '2000-01-01'")).isEqualTo(3);
  }

  @Test
  void aValueOutOfRangeIsABadRow() throws Exception {
    var rows = table("tinyint", "id * 100");

    var failure = catchThrowableOfType(ShardFailure.class, () -> rows.fill(KeyRange.ALL, SHORT));

    assertThat(failure.badRow()).isTrue();
    assertThat(failure.code()).isEqualTo("22003");
    assertThat(rows.write(List.of(Key.of("1")), SHORT).written()).hasSize(1);
  }

  @Test
  void aTriggerOfTheTableHasTheLastWord() throws Exception {
    var rows = table("int", "id");
    database.execute(
        "CREATE TRIGGER resist BEFORE UPDATE ON t FOR EACH ROW SET NEW.c = IF(NEW.id = 2, 9, NEW.c)");
    var asked = List.of(Key.of("1"), Key.of("2"));

    var first = rows.write(asked, SHORT);
    var second = rows.writeUnlocked(asked);

    assertThat(first.written()).containsExactlyInAnyOrderElementsOf(asked);
    assertThat(first.unsettled()).containsExactly(Key.of("2"));
    assertThat(second.unsettled()).containsExactly(Key.of("2"));
    assertThat(second.locked()).isEmpty();
  }
}
