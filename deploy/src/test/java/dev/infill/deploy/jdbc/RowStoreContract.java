package dev.infill.deploy.jdbc;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What workers rely on when they read and write rows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RowStoreContract {
  private static final Duration SHORT = Duration.ofMillis(100);

  private TestDatabase database;
  private ShardPools pools;

  abstract TestPostgres server();

  @BeforeAll
  void open() throws SQLException {
    database = server().database();
    pools = new ShardPools(Shards.connections(database, "test"), 4);
  }

  @AfterAll
  void close() throws SQLException {
    pools.close();
    database.close();
  }

  @BeforeEach
  void table() throws SQLException {
    database.execute(
        """
        CREATE TABLE people (
          id bigint PRIMARY KEY, n int NOT NULL UNIQUE, u uuid NOT NULL UNIQUE,
          t text NOT NULL UNIQUE, email text, c text)
        """,
        "CREATE UNIQUE INDEX ON people (t, n)",
        """
        INSERT INTO people
        SELECT i, -i, md5(i::text)::uuid, 'Key '' "' || i, 'User' || i || '@X', NULL
          FROM generate_series(1, 1000) i
        """);
  }

  @AfterEach
  void noTable() throws SQLException {
    database.execute("DROP TABLE people");
  }

  /** The kinds of keys. */
  enum Keys {
    BIGINT("id bigint"),
    INT("n integer"),
    UUID("u uuid"),
    TEXT("t text"),
    COMPOSITE("t text, n integer");

    private final String columns;

    Keys(String columns) {
      this.columns = columns;
    }

    List<KeyColumn> columns() {
      return Pattern.compile("(\\w+) (\\w+)")
          .matcher(columns)
          .results()
          .map(column -> new KeyColumn(column.group(1), column.group(2)))
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void chunksCoverTheTableInTheOrderOfTheDatabase(Keys keys) throws Exception {
    var rows = rows(keys, "lower(email)", Sync.DERIVED);
    var ends = new ArrayList<Key>();

    long filled = 0;
    var rest = KeyRange.ALL;
    var end = rows.chunkEnd(rest, 300);
    while (end.last().isPresent()) {
      ends.add(end.last().get());
      filled += rows.fill(new KeyRange(rest.after(), end.last()), SHORT).filled();
      rest = rest.rest(end.last().get());
      end = rows.chunkEnd(rest, 300);
    }

    assertThat(ends).hasSize(4);
    assertThat(filled).isEqualTo(1000);
    assertThat(database.number("SELECT count(*) FROM people WHERE c = lower(email)"))
        .isEqualTo(1000);
    assertThat(ends.getLast()).isEqualTo(keyOf(keys, "ORDER BY %s DESC LIMIT 1"));
  }

  @ParameterizedTest
  @EnumSource
  void rangesOpenAtEitherEndCountEveryRowOnce(Keys keys) throws Exception {
    var rows = rows(keys, "lower(email)", Sync.DERIVED);
    rows.fill(KeyRange.ALL, SHORT);
    Key middle = rows.chunkEnd(KeyRange.ALL, 400).last().orElseThrow();
    Key later = rows.chunkEnd(KeyRange.ALL, 700).last().orElseThrow();

    var low = rows.check(new KeyRange(Optional.empty(), Optional.of(middle)), 10);
    var mid = rows.check(new KeyRange(Optional.of(middle), Optional.of(later)), 10);
    var high = rows.check(new KeyRange(Optional.of(later), Optional.empty()), 10);
    var all = rows.check(KeyRange.ALL, 10);

    assertThat(List.of(low.counted(), mid.counted(), high.counted()))
        .containsExactly(400L, 300L, 300L);
    assertThat(all.equal()).isEqualTo(1000);
    assertThat(low.digest() + mid.digest() + high.digest()).isEqualTo(all.digest());
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreWrittenByTheirKeys(Keys keys) throws Exception {
    var rows = rows(keys, "lower(email)", Sync.DERIVED);
    Key one = keyOf(keys, "WHERE id = 7 AND %s IS NOT NULL");
    Key right = keyOf(keys, "WHERE id = 8 AND %s IS NOT NULL");
    Key gone = keyOf(keys, "WHERE id = 9 AND %s IS NOT NULL");
    database.execute(
        "DELETE FROM people WHERE id = 9", "UPDATE people SET c = 'user8@x' WHERE id = 8");

    var written = rows.write(List.of(one, right, gone, one), SHORT);
    var again = rows.writeUnlocked(List.of(one, right, gone));

    assertThat(written).isEqualTo(new RowStore.Written(Set.of(one, right), Set.of(one), Set.of()));
    assertThat(again).isEqualTo(new RowStore.Written(Set.of(one, right), Set.of(), Set.of()));
    assertThat(database.value("SELECT c FROM people WHERE id = 7")).isEqualTo("user7@x");
    assertThat(database.number("SELECT count(*) FROM people WHERE c IS NOT NULL")).isEqualTo(2);
  }

  @Test
  void anEmptyRangeHasNoEnd() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);

    var end = rows.chunkEnd(new KeyRange(Optional.of(Key.of("1000")), Optional.empty()), 10);

    assertThat(end).isEqualTo(new RowStore.ChunkEnd(Optional.empty(), 0));
    assertThat(rows.check(new KeyRange(Optional.of(Key.of("1000")), Optional.empty()), 10))
        .isEqualTo(new RowStore.Checked(0, 0, List.of(), false, 0));
  }

  @Test
  void fillingTwiceWritesNothing() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    rows.fill(KeyRange.ALL, SHORT);
    String xmins = database.value("SELECT string_agg(xmin::text, ',' ORDER BY id) FROM people");

    var second = rows.fill(KeyRange.ALL, SHORT);
    var third = rows.fillUnlocked(KeyRange.ALL);

    assertThat(second).isEqualTo(new RowStore.Filled(0, 0));
    assertThat(third).isEqualTo(new RowStore.Filled(0, 0));
    assertThat(database.value("SELECT string_agg(xmin::text, ',' ORDER BY id) FROM people"))
        .isEqualTo(xmins);
  }

  @Test
  void lockedRowsStopThePlainStatementAndNotTheOther() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    try (var application = locking("SELECT FROM people WHERE id IN (5, 6) FOR UPDATE")) {
      var stopped = catchThrowableOfType(ShardFailure.class, () -> rows.fill(KeyRange.ALL, SHORT));
      var around = rows.fillUnlocked(KeyRange.ALL);
      var named = rows.writeUnlocked(List.of(Key.of("5"), Key.of("7")));
      var waited =
          catchThrowableOfType(ShardFailure.class, () -> rows.write(List.of(Key.of("5")), SHORT));

      assertThat(stopped.lockNotFree()).isTrue();
      assertThat(stopped.kind()).isEqualTo(FailureKind.TRANSIENT);
      assertThat(around).isEqualTo(new RowStore.Filled(998, 2));
      assertThat(named.locked()).containsExactly(Key.of("5"));
      assertThat(waited.lockNotFree()).isTrue();
      application.rollback();
    }
    assertThat(rows.fill(KeyRange.ALL, SHORT)).isEqualTo(new RowStore.Filled(2, 0));
  }

  @Test
  void aRowThatIsRightIsNotWaitedFor() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    rows.fill(KeyRange.ALL, SHORT);
    try (var application = locking("SELECT FROM people FOR UPDATE")) {
      assertThat(rows.fill(KeyRange.ALL, SHORT)).isEqualTo(new RowStore.Filled(0, 0));
      assertThat(rows.write(List.of(Key.of("5")), SHORT).written()).isEmpty();
      application.rollback();
    }
  }

  @Test
  void differingKeysAreListedUpToTheLimit() throws Exception {
    var rows = rows(Keys.COMPOSITE, "lower(email)", Sync.DERIVED);
    rows.fill(KeyRange.ALL, SHORT);
    database.execute("UPDATE people SET c = 'x' WHERE id IN (3, 4, 5)");

    var some = rows.check(KeyRange.ALL, 2);
    var all = rows.check(KeyRange.ALL, 3);

    assertThat(some.counted() - some.equal()).isEqualTo(3);
    assertThat(some.differing()).hasSize(2);
    assertThat(some.more()).isTrue();
    assertThat(all.differing())
        .containsExactlyInAnyOrder(
            Key.of("Key ' \"3", "-3"), Key.of("Key ' \"4", "-4"), Key.of("Key ' \"5", "-5"));
    assertThat(all.more()).isFalse();
  }

  @Test
  void theFirstValueLeavesWhatTheApplicationWrote() throws Exception {
    var rows = rows(Keys.BIGINT, "CASE WHEN id > 2 THEN lower(email) END", Sync.INITIAL);
    database.execute("UPDATE people SET c = 'mine' WHERE id = 3");

    var filled = rows.fill(KeyRange.ALL, SHORT);

    assertThat(filled.filled()).isEqualTo(997);
    assertThat(rows.check(KeyRange.ALL, 10).equal()).isEqualTo(1000);
    assertThat(database.value("SELECT c FROM people WHERE id = 3")).isEqualTo("mine");
    assertThat(database.value("SELECT c FROM people WHERE id = 1")).isEqualTo("null");
  }

  @Test
  void aRowThatCantBeComputedIsToldWithoutItsValue() throws Exception {
    database.execute("UPDATE people SET email = 'secret!' WHERE id = 500");
    var rows =
        rows(Keys.BIGINT, "(regexp_replace(email, '[^0-9!]', '', 'g')::int)::text", Sync.DERIVED);
    database.execute("UPDATE people SET email = 'secret42!' WHERE id = 500");

    for (Call call :
        List.<Call>of(
            () -> rows.fill(KeyRange.ALL, SHORT),
            () -> rows.fillUnlocked(KeyRange.ALL),
            () -> rows.check(KeyRange.ALL, 10),
            () -> rows.write(List.of(Key.of("500")), SHORT))) {
      var failure = catchThrowableOfType(ShardFailure.class, call::run);

      assertThat(failure.badRow()).isTrue();
      assertThat(failure.code()).isEqualTo("22P02");
      assertThat(failure).hasNoCause();
      assertThat(failure.getMessage()).doesNotContain("42!").contains("shard-0", "public.people");
    }
    assertThat(rows.write(List.of(Key.of("499")), SHORT).written()).hasSize(1);
  }

  @Test
  void aQuestionMarkInTheValueIsNoParameter() throws Exception {
    var rows =
        rows(Keys.BIGINT, "CASE WHEN ('{\"a\":1}'::jsonb) ? 'a' THEN 'what?' END", Sync.DERIVED);

    assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isEqualTo(1000);
    assertThat(database.value("SELECT DISTINCT c FROM people")).isEqualTo("what?");
  }

  @Test
  void bigTablesAreReadByTheKeyOnly() throws Exception {
    database.execute(
        "INSERT INTO people SELECT i, -i, md5(i::text)::uuid, 'k' || i, 'u', 'u' FROM"
            + " generate_series(1001, 100000) i");
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    var keys =
        LongStream.rangeClosed(1, 1000).mapToObj(i -> Key.of(Long.toString(i * 100))).toList();
    long before = scanned();

    rows.write(keys, SHORT);
    rows.writeUnlocked(keys);
    rows.fill(new KeyRange(Optional.of(Key.of("10")), Optional.of(Key.of("20"))), SHORT);
    rows.fillUnlocked(new KeyRange(Optional.of(Key.of("20")), Optional.of(Key.of("30"))));
    rows.check(new KeyRange(Optional.of(Key.of("99990")), Optional.empty()), 10);
    rows.chunkEnd(new KeyRange(Optional.of(Key.of("99990")), Optional.empty()), 10);

    assertThat(scanned() - before).isZero();
  }

  private long scanned() throws Exception {
    // Statistics arrive with a session's end, or a second later.
    pools.close();
    return database.number("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'people'");
  }

  private interface Call {
    void run() throws ShardFailure;
  }

  private Connection locking(String sql) throws SQLException {
    var application = database.connect();
    application.setAutoCommit(false);
    try (var statement = application.createStatement()) {
      statement.execute(sql);
    }
    return application;
  }

  private Key keyOf(Keys keys, String which) throws SQLException {
    var parts = new ArrayList<String>();
    String order = keys.columns().stream().map(KeyColumn::name).collect(joining(", ", "(", ")"));
    for (KeyColumn column : keys.columns()) {
      parts.add(
          database.value(
              "SELECT " + column.name() + "::text AS part FROM people " + which.formatted(order)));
    }
    return new Key(parts);
  }

  private RowStore rows(Keys keys, String value, Sync sync) {
    return new JdbcRowStores(pools)
        .open(
            Shards.address(database),
            new ColumnFill(
                new TableName("public", "people"), keys.columns(), "c", "text", value, sync));
  }
}
