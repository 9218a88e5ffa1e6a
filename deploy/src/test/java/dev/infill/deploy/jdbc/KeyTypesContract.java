package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.RowStore;
import dev.infill.deploy.testing.AnyKeyType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the key's type and collation: ranges are cut, filled, checked and repaired, and no row
 * is missed.
 */
abstract class KeyTypesContract extends OnEverySteps {
  private static final Duration SHORT = Duration.ofMillis(100);

  private ShardPools pools;

  /** All that the engine has. */
  abstract List<? extends AnyKeyType> types();

  /** Those that are also tried as the part of a key that tells the rows apart. */
  abstract List<? extends AnyKeyType> typesBesideOthers();

  /** Makes the table {@code keyed} with a primary key {@code k} and an {@code email}. */
  abstract void makeTable(AnyKeyType type) throws SQLException;

  /** The same with a unique key that has a column before {@code k} and one behind it. */
  abstract void makeTableBesideOthers(AnyKeyType type) throws SQLException;

  /** Adds some hundred rows where there are so many values, and one for each odd value. */
  abstract void fillTable(AnyKeyType type) throws SQLException;

  @BeforeParameterizedClassInvocation
  void openPools() {
    pools = new ShardPools(Shards.connections(database, "test"), 4);
  }

  @AfterParameterizedClassInvocation
  void closePools() {
    pools.close();
  }

  /** Each test makes its own. */
  @Override
  void table() {}

  @AfterEach
  @Override
  void noTable() throws SQLException {
    database.execute("DROP TABLE keyed");
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyRowIsWalkedCheckedAndRepaired(AnyKeyType type) throws Exception {
    makeTable(type);
    fillTable(type);

    walkCheckAndRepair();
  }

  @ParameterizedTest
  @MethodSource("typesBesideOthers")
  void aColumnBesideOthersIsWalkedToo(AnyKeyType type) throws Exception {
    makeTableBesideOthers(type);
    fillTable(type);

    walkCheckAndRepair();
  }

  final void walkCheckAndRepair() throws Exception {
    var shard = planned(SpecMaker.people().table("keyed"));
    store.addColumn(shard);
    long count = database.number("SELECT count(*) FROM keyed");
    assertThat(count).isGreaterThan(1);
    var rows = new JdbcRowStores(pools).open(Shards.address(database), shard.plan().fill());

    long walked = 0;
    for (KeyRange range : Walks.ranges(store, shard, 2)) {
      walked += walk(rows, range);
    }

    assertThat(walked).isEqualTo(count);
    assertThat(database.number("SELECT count(*) FROM keyed WHERE c = lower(email)"))
        .isEqualTo(count);
    database.execute("UPDATE keyed SET c = 'wrong' WHERE email = 'End' OR email LIKE '%7'");
    long wrong = database.number("SELECT count(*) FROM keyed WHERE c = 'wrong'");
    List<Key> differing = new ArrayList<>();
    long counted = 0;
    for (KeyRange range : Walks.ranges(store, shard, 2)) {
      var checked = rows.check(range, 500);
      counted += checked.counted();
      differing.addAll(checked.differing());
    }
    assertThat(counted).isEqualTo(count);
    assertThat(differing).hasSize((int) wrong);
    assertThat(rows.write(differing, SHORT).written())
        .containsExactlyInAnyOrderElementsOf(differing);
    assertThat(database.number("SELECT count(*) FROM keyed WHERE c = lower(email)"))
        .isEqualTo(count);
  }

  private static long walk(RowStore rows, KeyRange range) throws Exception {
    long filled = 0;
    KeyRange rest = range;
    while (true) {
      var end = rows.chunkEnd(rest, 70);
      if (end.last().isEmpty()) {
        return filled;
      }
      filled += rows.fill(new KeyRange(rest.after(), end.last()), SHORT).filled();
      rest = rest.rest(end.last().get());
    }
  }
}
