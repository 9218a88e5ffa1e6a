package dev.infill.deploy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.KeyColumn;
import dev.infill.deploy.testing.MySqlKeyType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each key finds its row again after its way through MySQL's log: all types at once, as keys of
 * many columns.
 */
@Timeout(120)
class MySqlCapturedKeysIT {
  /** An index has at most 16 columns. */
  private static final int HALF = (MySqlKeyType.values().length + 1) / 2;

  @ParameterizedTest
  @CsvSource({"NEWEST, 0", "NEWEST, 1", "VERSION_8_0, 0", "VERSION_8_0, 1", "NEWEST_PARTIAL, 0"})
  void keysOfAllTypesComeBackFromTheLog(MySqlKind kind, int half) throws Exception {
    List<MySqlKeyType> types =
        Arrays.stream(MySqlKeyType.values()).skip(half == 0 ? 0 : HALF).limit(HALF).toList();
    try (var opened = kind.open()) {
      var database = opened.database();
      database.execute(
          "CREATE TABLE keyed (n int NOT NULL, %s, email varchar(20), c varchar(100), PRIMARY KEY (n, %s))"
              .formatted(columns(types, "k%d %s NOT NULL"), columns(types, "k%d")));
      var key = new ArrayList<>(List.of(new KeyColumn("n", "int")));
      for (int i = 0; i < types.size(); i++) {
        key.add(new KeyColumn("k" + i, types.get(i).definition()));
      }
      var fill =
          MySqlMarks.fill(
              database, "keyed", "concat(lower(email), n)", key.toArray(KeyColumn[]::new));
      try (var worker = new LoneWorker(database, 1)) {
        worker.capture(fill);

        int rows = types.stream().mapToInt(type -> type.ends().size()).max().orElseThrow();
        try (var connection = database.connect();
            var statement = connection.createStatement()) {
          statement.execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
          for (int row = 0; row < rows; row++) {
            statement.execute(insert(types, row));
          }
        }
        worker.barrier("b-0");
        worker.awaitBarrier("b-0");
        assertThat(database.column(wrong())).isEmpty();

        database.execute(
            "UPDATE keyed SET email = 'AGAIN'", "UPDATE keyed SET n = n + 100 WHERE n > 2");
        worker.barrier("b-1");
        worker.awaitBarrier("b-1");
        assertThat(database.column(wrong())).isEmpty();
        assertThat(database.number("SELECT count(*) FROM keyed")).isEqualTo(rows);
      }
    }
  }

  private static String columns(List<MySqlKeyType> types, String each) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> each.formatted(i, types.get(i).definition()))
        .collect(Collectors.joining(", "));
  }

  private static String insert(List<MySqlKeyType> types, int row) {
    return types.stream()
        .map(type -> type.ends().get(row % type.ends().size()))
        .map(end -> end.replace("\\", "\\\\").replace("'", "''"))
        .collect(
            Collectors.joining(
                "', '", "INSERT INTO keyed VALUES (" + row + ", '", "', 'User', NULL)"));
  }

  private static String wrong() {
    return "SELECT n FROM keyed WHERE NOT (c <=> concat(lower(email), n))";
  }
}
