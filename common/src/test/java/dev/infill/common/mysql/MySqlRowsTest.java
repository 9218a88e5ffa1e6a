package dev.infill.common.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.GoldenSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stands in {@code golden/sql/mysql/} was tried on servers; a change here is to be tried
 * again, by the tests that need one.
 */
class MySqlRowsTest {
  private static final KeyRange BETWEEN =
      new KeyRange(Optional.of(Key.of("1", "a")), Optional.of(Key.of("9", "z")));
  private static final String TEXT = "varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci";

  private static final Lookup TENANTS =
      new Lookup(
          new TableName("app", "tenants"),
          "tenants.id = users.tenant",
          List.of(new KeyColumn("id", "int")));

  /** A statement under a name. */
  record Named(String name, Sql sql) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Named> statements() {
    var all = new ArrayList<Named>();
    all.addAll(statements("single", single(Sync.DERIVED)));
    all.addAll(statements("composite", composite()));
    var looking = looking();
    var first = looking.lockedFirst().orElseThrow();
    all.add(new Named("lookup.lockRange", first.lockRange(BETWEEN)));
    all.add(new Named("lookup.lockRows", first.lockRows(false)));
    all.add(new Named("lookup.write", first.write(2)));
    all.add(new Named("lookup.dependents", looking.dependents(TENANTS, true).orElseThrow()));
    return all;
  }

  private static List<Named> statements(String key, RowStatements rows) {
    return List.of(
        new Named(key + ".chunkEnd", rows.chunkEnd(BETWEEN)),
        new Named(key + ".rangeEnd", rows.rangeEnd(BETWEEN)),
        new Named(key + ".fill", rows.fill(BETWEEN, true)),
        new Named(key + ".fillUnlocked", rows.fillUnlocked(BETWEEN, false)),
        new Named(key + ".check", rows.check(BETWEEN)),
        new Named(key + ".look", rows.look().orElseThrow()),
        new Named(key + ".write", rows.write(true)),
        new Named(key + ".writeUnlocked", rows.writeUnlocked(false)));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void statementIsAsItWasTried(Named statement) {
    assertThat(statement.sql().text()).isEqualTo(GoldenSql.of("mysql/" + statement.name()));
  }

  @ParameterizedTest
  @MethodSource("statements")
  void everyQuestionMarkIsBound(Named statement) {
    // Of a key of two: the first, and then both.
    int bounds = statement.name().startsWith("composite") ? 3 : 1;
    int bound =
        statement.sql().params().stream()
            .mapToInt(
                param ->
                    switch (param) {
                      case AFTER_PART_BY_PART, UP_TO_PART_BY_PART -> bounds;
                      case LIMIT, LIMIT_LESS_ONE, KEYS_IN_JSON -> 1;
                      case KEYS_ONE_BY_ONE -> 2; // of two rows
                      default -> throw new AssertionError("not for MySQL: " + param);
                    })
            .sum();

    assertThat(statement.sql().text().chars().filter(c -> c == '?').count()).isEqualTo(bound);
  }

  @Test
  void openEndsAreLeftOut() {
    var rows = single(Sync.DERIVED);

    var all = rows.check(KeyRange.ALL);
    var from = rows.check(new KeyRange(Optional.of(Key.of("1")), Optional.empty()));

    assertThat(all.text()).endsWith(" WHERE true\n");
    assertThat(all.params()).isEmpty();
    assertThat(from.text()).endsWith(" WHERE `id` > CAST(? AS SIGNED)\n");
    assertThat(from.params()).containsExactly(Param.AFTER_PART_BY_PART);
  }

  @Test
  void theFirstValueIsWrittenOnlyWhereThereIsNone() {
    assertThat(single(Sync.INITIAL).fill(KeyRange.ALL, false).text())
        .endsWith(
            """
             WHERE true
               AND (`email_lower` IS NULL AND (lower(email)) IS NOT NULL)
            """);
  }

  @Test
  void whatTheServerWouldChangeByItselfIsSetToItself() {
    var rows =
        new MySqlRows(
            new ColumnFill(
                new TableName("app", "users"),
                List.of(new KeyColumn("id", "bigint")),
                List.of(new FilledColumn("n", "int", "1", Sync.DERIVED)),
                List.of(),
                List.of("updated at")));

    assertThat(rows.fill(KeyRange.ALL, false).text())
        .contains(
            "SET `app`.`users`.`n` = (1),"
                + " `app`.`users`.`updated at` = `app`.`users`.`updated at`\n");
  }

  @Test
  void onlyAValueThatLooksIntoAnotherTableIsWrittenBehindItsLock() {
    assertThat(single(Sync.DERIVED).lockedFirst()).isEmpty();
    assertThat(single(Sync.DERIVED).dependents(TENANTS, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "float",
        "double(10,2)",
        "bit(8)",
        "year",
        "set('a','b') CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
        "point",
        "varchar(20)",
        "geometry SRID 4326"
      })
  void aTypeWhoseValuesCantBeComparedIsRefused(String type) {
    assertThatThrownBy(() -> new MySqlRows(fill(new KeyColumn("id", "int"), type)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "double",
        "json",
        "enum('a','b') CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci"
      })
  void aTypeThatIsNotOrderedByItsTextIsNoKey(String type) {
    assertThatThrownBy(() -> new MySqlRows(fill(new KeyColumn("k", type), "int")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ColumnFill fill(KeyColumn key, String type) {
    return ColumnFill.of(new TableName("app", "users"), List.of(key), "c", type, "1", Sync.DERIVED);
  }

  private static RowStatements single(Sync sync) {
    return new MySqlRows(
        ColumnFill.of(
            new TableName("app", "users"),
            List.of(new KeyColumn("id", "bigint")),
            "email_lower",
            TEXT,
            "lower(email)",
            sync));
  }

  private static RowStatements looking() {
    return new MySqlRows(
        new ColumnFill(
            new TableName("app", "users"),
            List.of(new KeyColumn("id", "bigint")),
            List.of(
                new FilledColumn(
                    "name",
                    TEXT,
                    "(SELECT x.name FROM tenants x WHERE x.id = tenant)",
                    Sync.DERIVED)),
            List.of(TENANTS)));
  }

  private static RowStatements composite() {
    return new MySqlRows(
        new ColumnFill(
            new TableName("app", "users"),
            List.of(new KeyColumn("Tenant", "int unsigned"), new KeyColumn("odd`name", TEXT)),
            List.of(
                new FilledColumn("total", "decimal(10,2)", "price * number", Sync.DERIVED),
                new FilledColumn("token", "binary(16)", "random_bytes(16)", Sync.INITIAL)),
            List.of(),
            List.of("changed")));
  }
}
