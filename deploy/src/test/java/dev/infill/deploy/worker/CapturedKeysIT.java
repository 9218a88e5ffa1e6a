package dev.infill.deploy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.KeyColumn;
import dev.infill.deploy.testing.KeyType;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each key finds its row again after its way through the log: all types at once, as a key of many
 * columns, from a database whose own settings write them in other ways.
 */
class CapturedKeysIT {
  /** An index has at most 32 columns. */
  private static final int HALF = KeyType.values().length / 2;

  private TestDatabase database;

  @AfterEach
  void end() throws SQLException {
    database.close();
  }

  @ParameterizedTest
  @CsvSource({"18, 0", "18, 1", "15, 0", "15, 1"})
  void keysOfAllTypesComeBackFromTheLog(int version, int half) throws Exception {
    open(version);
    database.execute(KeyType.preparing().toArray(String[]::new));
    database.execute(
        "ALTER DATABASE %s SET bytea_output = 'escape'".formatted(database.name()),
        "ALTER DATABASE %s SET extra_float_digits = -3".formatted(database.name()),
        "ALTER DATABASE %s SET datestyle = 'SQL, DMY'".formatted(database.name()),
        "ALTER DATABASE %s SET timezone = 'Asia/Kathmandu'".formatted(database.name()));
    List<KeyType> types =
        Arrays.stream(KeyType.values()).skip(half == 0 ? 0 : HALF).limit(HALF + half).toList();
    database.execute(
        "CREATE TABLE keyed (n int NOT NULL, %s, email text, c text, PRIMARY KEY (n, %s))"
            .formatted(columns(types, "k%d %s NOT NULL"), columns(types, "k%d")));
    try (var worker = new LoneWorker(database, 1)) {
      worker.capture(
          LoneWorker.fill("keyed", "lower(email) || n", key().toArray(KeyColumn[]::new)));

      int rows = types.stream().mapToInt(type -> type.ends().size()).max().orElseThrow();
      for (int row = 0; row < rows; row++) {
        database.execute(insert(types, row));
      }
      worker.barrier("b-0");
      worker.awaitBarrier("b-0");
      assertThat(wrong()).isEmpty();

      database.execute(
          "UPDATE keyed SET email = 'AGAIN'", "UPDATE keyed SET n = n + 100 WHERE n > 2");
      worker.barrier("b-1");
      worker.awaitBarrier("b-1");
      assertThat(wrong()).isEmpty();
      assertThat(database.number("SELECT count(*) FROM keyed")).isEqualTo(rows);
    }
  }

  /** The log holds no value of such a column where an update left it as it was. */
  @ParameterizedTest
  @ValueSource(ints = {18, 15})
  void aKeyThatIsStoredApartFromItsRowIsCaptured(int version) throws Exception {
    open(version);
    database.execute(
        "CREATE TABLE keyed (k text PRIMARY KEY, email text, c text)",
        "ALTER TABLE keyed ALTER k SET STORAGE EXTERNAL",
        """
        INSERT INTO keyed
        SELECT string_agg(md5(i::text || j::text), ''), 'A'
          FROM generate_series(1, 3) i, generate_series(1, 80) j GROUP BY i
        """);
    assertThat(
            database.number(
                "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'keyed'"))
        .isPositive();
    try (var worker = new LoneWorker(database, 1)) {
      worker.capture(LoneWorker.fill("keyed", "lower(email)", new KeyColumn("k", "text")));

      database.execute("UPDATE keyed SET email = 'B'", "UPDATE keyed SET k = k || 'x'");
      worker.barrier("b-0");
      worker.awaitBarrier("b-0");

      assertThat(database.number("SELECT count(*) FROM keyed WHERE c = 'b'")).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {18, 15})
  void aKeyThatIsNotTheReplicaIdentityIsCaptured(int version) throws Exception {
    open(version);
    database.execute(
        "CREATE TABLE keyed (id interval PRIMARY KEY, k int NOT NULL UNIQUE, email text, c text)",
        "INSERT INTO keyed SELECT i * interval '1 day', i, 'A' FROM generate_series(1, 9) i");
    try (var worker = new LoneWorker(database, 1)) {
      worker.capture(LoneWorker.fill("keyed", "lower(email) || k", new KeyColumn("k", "integer")));

      database.execute(
          "UPDATE keyed SET email = 'B'",
          "UPDATE keyed SET k = k + 100 WHERE k > 7",
          "UPDATE keyed SET id = id + interval '1 year' WHERE k < 3",
          "DELETE FROM keyed WHERE k = 3",
          "INSERT INTO keyed VALUES ('1 s', 3, 'B')");
      worker.barrier("b-0");
      worker.awaitBarrier("b-0");

      assertThat(database.number("SELECT count(*) FROM keyed WHERE c = 'b' || k")).isEqualTo(9);
    }
  }

  private void open(int version) throws SQLException {
    database = (version == 18 ? TestPostgres.shared() : TestPostgres.version15()).database();
  }

  /** As the plan has it. */
  private List<KeyColumn> key() throws SQLException {
    return database
        .column(
            """
            SELECT attname || '|' || format_type(atttypid, atttypmod) FROM pg_attribute
             WHERE attrelid = 'keyed'::regclass AND (attname = 'n' OR attname ~ '^k') ORDER BY attnum
            """)
        .stream()
        .map(column -> column.split("\\|", 2))
        .map(column -> new KeyColumn(column[0], column[1]))
        .toList();
  }

  private static String columns(List<KeyType> types, String each) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> each.formatted(i, types.get(i).definition()))
        .collect(Collectors.joining(", "));
  }

  private static String insert(List<KeyType> types, int row) {
    return types.stream()
        .map(type -> type.ends().get(row % type.ends().size()).replace("'", "''"))
        .collect(
            Collectors.joining("', '", "INSERT INTO keyed VALUES (" + row + ", '", "', 'User')"));
  }

  private List<String> wrong() throws SQLException {
    return database.column("SELECT n FROM keyed WHERE c IS DISTINCT FROM lower(email) || n");
  }
}
