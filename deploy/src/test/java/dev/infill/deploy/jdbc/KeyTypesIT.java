package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.JdbcRowStores;
import dev.infill.common.jdbc.ShardPools;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.RowStore;
import dev.infill.common.shard.SchemaStore.Cut;
import dev.infill.deploy.testing.KeyType;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the key's type: ranges are cut, filled, checked and repaired, and no row is missed. */
@ParameterizedClass
@EnumSource(Server.class)
class KeyTypesIT extends OnSteps {
  private static final Duration SHORT = Duration.ofMillis(100);

  private ShardPools pools;

  @BeforeParameterizedClassInvocation
  void prepare() throws SQLException {
    database.execute(KeyType.preparing().toArray(String[]::new));
    pools = new ShardPools(Shards.connections(database, "test"), 4);
  }

  @AfterParameterizedClassInvocation
  void closePools() {
    pools.close();
  }

  @AfterEach
  void dropTable() throws SQLException {
    database.execute("DROP TABLE keyed");
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void everyRowIsWalkedCheckedAndRepaired(KeyType type) throws Exception {
    database.execute(
        "CREATE TABLE keyed (k %s PRIMARY KEY, email text)".formatted(type.definition()));
    fillTable(type);

    walkCheckAndRepair();
  }

  @ParameterizedTest
  @EnumSource(names = {"BIGINT", "NUMERIC", "TEXT_NO_CASE", "BOOLEAN", "TIMESTAMPTZ", "ENUM"})
  void aColumnBesideAConstantOneIsWalkedToo(KeyType type) throws Exception {
    database.execute(
        """
        CREATE TABLE keyed (
          tenant int NOT NULL DEFAULT 7, k %s NOT NULL, "at Last" text NOT NULL DEFAULT '',
          email text)
        """
            .formatted(type.definition()),
        "CREATE UNIQUE INDEX ON keyed (tenant DESC, k DESC, \"at Last\" DESC)");
    fillTable(type);

    walkCheckAndRepair();
  }

  /** Of languages, whose orders differ from that of the bytes, up to ten. */
  @Test
  void everyCollationOfLibcIsWalked() throws Exception {
    var collations =
        database.column(
            """
            SELECT quote_ident(collname) FROM pg_collation
             WHERE collprovider = 'c'
               AND collencoding IN (-1, (SELECT encoding FROM pg_database
                                          WHERE datname = current_database()))
             ORDER BY collcollate ~ '^[a-z]+_' DESC, collcollate ~ '^en_US' DESC, collname
             LIMIT 10
            """);
    boolean languages = collations.stream().anyMatch(name -> name.matches("\"?[a-z]{2,3}_.*"));
    if (!languages) {
      say("NOT TESTED: libc has no language here, so keys were walked in " + collations + " alone");
    }

    for (String collation : collations) {
      database.execute(
          "DROP TABLE IF EXISTS keyed",
          "CREATE TABLE keyed (k text COLLATE %s PRIMARY KEY, email text)".formatted(collation));
      fillTable(KeyType.TEXT_LIBC);

      walkCheckAndRepair();
    }
    assertThat(collations).isNotEmpty();
  }

  @SuppressWarnings("SystemOut") // the tests' own account of what they could not do
  private static void say(String what) {
    System.out.println("[tests] " + what);
  }

  @Test
  void aDomainsCheckNeedNotHoldForItsOldRows() throws Exception {
    database.execute(
        "CREATE DOMAIN even AS int",
        "CREATE TABLE keyed (k even PRIMARY KEY, email text)",
        "INSERT INTO keyed SELECT i, 'User' || i FROM generate_series(1, 1000) i",
        "ALTER DOMAIN even ADD CHECK (value % 2 = 0) NOT VALID");

    walkCheckAndRepair();
  }

  private void fillTable(KeyType type) throws SQLException {
    if (type.many()) {
      database.execute(
          "INSERT INTO keyed (k, email) SELECT %s, 'User' || i FROM generate_series(1, 1000) i"
              .formatted(type.made()));
    }
    database.execute(
        type.ends().stream()
            .map(
                end ->
                    "INSERT INTO keyed (k, email) VALUES ('%s', 'End') ON CONFLICT DO NOTHING"
                        .formatted(end.replace("'", "''")))
            .collect(Collectors.joining(";")));
  }

  private void walkCheckAndRepair() throws Exception {
    var shard = planned(SpecMaker.people().table("keyed"));
    store.addColumn(shard);
    long count = database.number("SELECT count(*) FROM keyed");
    var rows = new JdbcRowStores(pools).open(Shards.address(database), shard.plan().fill());

    long walked = 0;
    for (KeyRange range : ranges(shard)) {
      walked += walk(rows, range);
    }

    assertThat(walked).isEqualTo(count);
    assertThat(database.number("SELECT count(*) FROM keyed WHERE c = lower(email)"))
        .isEqualTo(count);
    database.execute("UPDATE keyed SET c = 'wrong' WHERE email = 'End' OR email LIKE '%7'");
    long wrong = database.number("SELECT count(*) FROM keyed WHERE c = 'wrong'");
    List<Key> differing = new ArrayList<>();
    long counted = 0;
    for (KeyRange range : ranges(shard)) {
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

  private List<KeyRange> ranges(PlannedShard shard) throws Exception {
    List<KeyRange> ranges = new ArrayList<>();
    Optional<Key> after = Optional.empty();
    while (true) {
      Cut cut = store.cut(shard, after, 2);
      for (Key bound : cut.bounds()) {
        ranges.add(new KeyRange(after, Optional.of(bound)));
        after = Optional.of(bound);
      }
      if (cut.end()) {
        ranges.add(new KeyRange(after, Optional.empty()));
        return ranges;
      }
    }
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
