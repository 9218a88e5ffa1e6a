package dev.infill.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.ShardFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What workers rely on is true of the simulated rows too; see the engines' RowStoreContract. */
class RowsTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  private Database database;
  private Rows rows;

  private void rows(boolean transform) {
    Scenario scenario =
        LongStream.iterate(1, seed -> seed + 1)
            .mapToObj(Scenario::of)
            .filter(one -> one.transform() == transform)
            .findFirst()
            .orElseThrow();
    var world = new World(scenario, Set.of(), Optional.empty());
    database = new Database(world, MigrationShard.parse("users-email/s9"), "email", 1_000);
    database.column = true;
    rows = new Rows(database, new Machine("worker", world));
  }

  /** Row by row they have even keys. */
  private static Key key(int row) {
    return Database.key(2 * row);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void chunksCoverTheTableInTheOrderOfTheDatabase(boolean transform) throws Exception {
    rows(transform);
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

    assertThat(ends).containsExactly(key(300), key(600), key(900), key(1_000));
    assertThat(filled).isEqualTo(1_000);
    assertThat(database.wrong()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rangesOpenAtEitherEndCountEveryRowOnce(boolean transform) throws Exception {
    rows(transform);
    rows.fill(KeyRange.ALL, SHORT);

    var low = rows.check(new KeyRange(Optional.empty(), Optional.of(key(400))), 10);
    var mid = rows.check(new KeyRange(Optional.of(key(400)), Optional.of(key(700))), 10);
    var high = rows.check(new KeyRange(Optional.of(key(700)), Optional.empty()), 10);
    var all = rows.check(KeyRange.ALL, 10);

    assertThat(List.of(low.counted(), mid.counted(), high.counted()))
        .containsExactly(400L, 300L, 300L);
    assertThat(all.equal()).isEqualTo(1_000);
    assertThat(low.digest() + mid.digest() + high.digest()).isEqualTo(all.digest());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsAreWrittenByTheirKeys(boolean transform) throws Exception {
    rows(transform);
    database.rows().remove(2 * 9);
    rows.write(List.of(key(8)), SHORT);

    var written = rows.write(List.of(key(7), key(8), key(9), key(7)), SHORT);
    var again = rows.writeUnlocked(List.of(key(7), key(8), key(9)));

    var both = Set.of(key(7), key(8));
    assertThat(written).isEqualTo(new RowStore.Written(both, Set.of(key(7)), Set.of()));
    assertThat(again).isEqualTo(new RowStore.Written(both, Set.of(), Set.of()));
    assertThat(database.wrong()).hasSize(997);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void fillingTwiceWritesNothing(boolean transform) throws Exception {
    rows(transform);
    rows.fill(KeyRange.ALL, SHORT);
    int before = database.log().size();

    assertThat(rows.fill(KeyRange.ALL, SHORT)).isEqualTo(new RowStore.Filled(0, 0));
    assertThat(rows.fillUnlocked(KeyRange.ALL)).isEqualTo(new RowStore.Filled(0, 0));
    assertThat(database.log()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void differingKeysAreListedUpToTheLimit(boolean transform) throws Exception {
    rows(transform);
    rows.fill(new KeyRange(Optional.of(key(3)), Optional.empty()), SHORT);

    var some = rows.check(KeyRange.ALL, 2);
    var all = rows.check(KeyRange.ALL, 3);

    assertThat(some.counted() - some.equal()).isEqualTo(3);
    assertThat(some.differing()).hasSize(2);
    assertThat(some.more()).isTrue();
    assertThat(all.differing()).containsExactlyInAnyOrder(key(1), key(2), key(3));
    assertThat(all.more()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void lockedRowsAreGoneAroundAndNamed(boolean transform) throws Exception {
    rows(transform);
    database.locked().add(2 * 5);

    assertThatThrownBy(() -> rows.fill(KeyRange.ALL, SHORT))
        .isInstanceOfSatisfying(ShardFailure.class, e -> assertThat(e.lockNotFree()).isTrue());
    assertThat(rows.fillUnlocked(KeyRange.ALL)).isEqualTo(new RowStore.Filled(999, 1));
    assertThat(rows.writeUnlocked(List.of(key(5), key(6))))
        .isEqualTo(new RowStore.Written(Set.of(key(5), key(6)), Set.of(), Set.of(key(5))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anEmptyRangeHasNoEnd(boolean transform) throws Exception {
    rows(transform);
    var behind = new KeyRange(Optional.of(key(1_000)), Optional.empty());

    assertThat(rows.chunkEnd(behind, 10)).isEqualTo(new RowStore.ChunkEnd(Optional.empty(), 0));
    assertThat(rows.check(behind, 10)).isEqualTo(new RowStore.Checked(0, 0, List.of(), false, 0));
  }
}
