package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.model.Key;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Cut;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ranges come in under two seconds a cut. {@code INFILL_TEST_ROWS} asks for a larger table, and the
 * longest cut of each way is then printed: {@code deploy/docs/performance.md} has what 10,000,000
 * gave.
 */
@ParameterizedClass
@EnumSource(names = "NEWEST")
@Tag("long") // It looks at the clock, which says little while other tests run.
class CutTimesIT extends OnSteps {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int RANGE_ROWS = 100_000;
  private static final int RANGES = 8;
  private static final long ROWS =
      Long.parseLong(
          Optional.ofNullable(System.getenv("INFILL_TEST_ROWS"))
              .filter(rows -> !rows.isEmpty())
              .orElse("400000"));

  /** What the key's index is like. */
  enum Way {
    COUNTED("bigint", "i", ""),
    /** No page is known to be visible to all, and each row is on another page. */
    COUNTED_AT_RANDOM("uuid", "md5(i::text)::uuid", ""),
    /** The index begins with entries of rows that are gone. */
    BEHIND_THE_DEAD("bigint", "i", "DELETE FROM large WHERE k <= %d"),
    SAMPLED("uuid", "md5(i::text)::uuid", "");

    private final String type;
    private final String made;
    private final String then;

    Way(String type, String made, String then) {
      this.type = type;
      this.made = made;
      this.then = then;
    }
  }

  @AfterEach
  void dropTable() throws SQLException {
    database.execute("DROP TABLE large");
  }

  @ParameterizedTest
  @EnumSource
  void eachCutIsMadeInTime(Way way) throws Exception {
    database.execute(
        "CREATE TABLE large (k %s NOT NULL, email text) WITH (autovacuum_enabled = off)"
            .formatted(way.type),
        "INSERT INTO large SELECT %s, 'User.' || i FROM generate_series(1, %d) i"
            .formatted(way.made, ROWS),
        "ALTER TABLE large ADD PRIMARY KEY (k)",
        "ANALYZE large",
        way.then.isEmpty() ? "SELECT 1" : way.then.formatted(ROWS / 2));
    var shard = planned();
    var connections = Shards.connections(database, "test");
    SchemaStore cutting =
        way == Way.SAMPLED ? new PostgresSchemaStore(connections, Duration.ZERO) : store;

    List<Duration> times = cutAll(cutting, shard);

    say(
        "%s: %,d rows in %d cuts of up to %d ranges, the longest %,d ms, together %,d ms"
            .formatted(
                way,
                ROWS,
                times.size(),
                RANGES,
                Collections.max(times).toMillis(),
                times.stream().mapToLong(Duration::toMillis).sum()));
    assertThat(times).allSatisfy(time -> assertThat(time).isLessThan(LIMIT));
  }

  private static List<Duration> cutAll(SchemaStore cutting, PlannedShard shard) throws Exception {
    var times = new ArrayList<Duration>();
    Optional<Key> after = Optional.empty();
    while (true) {
      long began = System.nanoTime();
      Cut cut = cutting.cut(shard, after, RANGES);
      times.add(Duration.ofNanos(System.nanoTime() - began));
      if (cut.end()) {
        return times;
      }
      after = Optional.of(cut.bounds().getLast());
    }
  }

  private PlannedShard planned() throws Exception {
    var asked = planned(SpecMaker.people().table("large"));
    var spec = asked.spec();
    var limits = new LimitsSpec(2, RANGE_ROWS, Duration.ofMillis(200), Duration.ofSeconds(2));
    return new PlannedShard(
        asked.id(),
        new MigrationSpec(
            spec.name(), spec.table(), spec.columns(), spec.indexes(), spec.writers(), limits),
        asked.shard(),
        asked.plan());
  }

  @SuppressWarnings("SystemOut") // what was measured
  private static void say(String what) {
    System.out.println("[cuts] " + what);
  }
}
