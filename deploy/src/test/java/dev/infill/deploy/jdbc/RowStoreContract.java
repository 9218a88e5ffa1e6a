package dev.infill.deploy.jdbc;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.RowStore;
import dev.infill.deploy.jdbc.RowServer.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What workers rely on when they read and write rows, on every engine.
 *
 * <p>How rows that somebody has locked and rows that can't be computed are told stands in {@link
 * RowFailuresIT}, with what the engines don't have in common.
 */
abstract class RowStoreContract extends OnRows {
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
    String last = keys.columns().stream().map(column -> column + " DESC").collect(joining(", "));
    assertThat(ends.getLast()).isEqualTo(keyOf(keys, "ORDER BY " + last + " LIMIT 1"));
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
    Key one = keyOf(keys, "WHERE id = 7");
    Key right = keyOf(keys, "WHERE id = 8");
    Key gone = keyOf(keys, "WHERE id = 9");
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
    String before = server.written(database);

    var second = rows.fill(KeyRange.ALL, SHORT);
    var third = rows.fillUnlocked(KeyRange.ALL);

    assertThat(second).isEqualTo(new RowStore.Filled(0, 0));
    assertThat(third).isEqualTo(new RowStore.Filled(0, 0));
    assertThat(server.written(database)).isEqualTo(before);
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
  void aTextIsComparedLetterByLetterAndSpaceBySpace() throws Exception {
    var rows = rows(Keys.BIGINT, "lower(email)", Sync.DERIVED);
    rows.fill(KeyRange.ALL, SHORT);
    var digest = rows.check(KeyRange.ALL, 10).digest();
    database.execute(
        "UPDATE people SET c = 'User3@x' WHERE id = 3",
        "UPDATE people SET c = 'user4@x ' WHERE id = 4",
        "UPDATE people SET c = 'us\u00e9r5@x' WHERE id = 5",
        "UPDATE people SET c = '' WHERE id = 6");

    var checked = rows.check(KeyRange.ALL, 10);

    assertThat(checked.differing())
        .containsExactlyInAnyOrder(Key.of("3"), Key.of("4"), Key.of("5"), Key.of("6"));
    assertThat(checked.digest()).isNotEqualTo(digest);
    assertThat(rows.write(checked.differing(), SHORT).written()).hasSize(4);
    assertThat(rows.check(KeyRange.ALL, 10).digest()).isEqualTo(digest);
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
  void aQuestionMarkInTheValueIsNoParameter() throws Exception {
    var rows = rows(Keys.BIGINT, "CASE WHEN id > 0 THEN 'what?; {d ?}' END", Sync.DERIVED);

    assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isEqualTo(1000);
    assertThat(database.value("SELECT DISTINCT c FROM people")).isEqualTo("what?; {d ?}");
  }

  @ParameterizedTest
  @EnumSource(names = {"BIGINT", "COMPOSITE"})
  void bigTablesAreReadByTheKeyOnly(Keys keys) throws Exception {
    server.addPeople(database, 1001, 100_000);
    database.execute(server.isMySql() ? "ANALYZE TABLE people" : "ANALYZE people");
    var rows = rows(keys, "lower(email)", Sync.DERIVED);
    Key first = keyOf(keys, "WHERE id = 10");
    Key next =
        rows.chunkEnd(new KeyRange(Optional.of(first), Optional.empty()), 100).last().orElseThrow();
    var single =
        LongStream.rangeClosed(1, 1000)
            .map(i -> i * 100)
            .mapToObj(
                i ->
                    keys == Keys.BIGINT
                        ? Key.of(Long.toString(i))
                        : Key.of("Key ' \"" + i, Long.toString(-i)))
            .toList();
    long before = scanned();

    rows.write(single, SHORT);
    rows.writeUnlocked(single);
    rows.fill(new KeyRange(Optional.of(first), Optional.of(next)), SHORT);
    rows.fillUnlocked(new KeyRange(Optional.of(first), Optional.of(next)));
    rows.check(new KeyRange(Optional.of(first), Optional.of(next)), 10);
    rows.chunkEnd(new KeyRange(Optional.of(next), Optional.empty()), 10);

    assertThat(scanned() - before).isZero();
  }

  private long scanned() throws Exception {
    // PostgreSQL's statistics arrive with a session's end, or a second later.
    pools.close();
    return server.scans(database);
  }
}
