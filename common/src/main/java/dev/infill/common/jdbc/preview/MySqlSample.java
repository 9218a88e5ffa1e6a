package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.Queries;
import dev.infill.common.jdbc.mysql.SampleTable;
import dev.infill.common.jdbc.mysql.SampleTable.SampleColumn;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.mysql.MySqlDialect;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.mysql.StoredBytes;
import dev.infill.common.plan.MySqlForecastRule;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.spec.IndexPart;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A copy of some thousand rows with the table's indexes, which is filled and thrown away.
 *
 * <p>It is a temporary table: nobody else sees it, no live row is locked, nothing of it goes to the
 * log or to replicas, and it goes with the session. The server samples no rows, so they are taken
 * from twenty places where the key is a number, and else from both ends of the key's index.
 */
final class MySqlSample {
  private static final int MOST_ROWS = 40_000;
  private static final long MOST_BYTES = 32L << 20;
  private static final int PLACES = 20;

  private final Queries db;
  private final PlannedShard shard;
  private final SampleTable copy;
  private final ColumnFill fill;
  private final String from;
  private final String to;

  private MySqlSample(Connection connection, PlannedShard shard, SampleTable copy) {
    this.db = new Queries(connection);
    this.shard = shard;
    this.copy = copy;
    this.fill = shard.plan().fill();
    this.from = Quoting.table(fill.table());
    this.to = Quoting.table(copy.name());
  }

  /**
   * Copies rows and fills them. Empty when the table has none.
   *
   * @param connection a session of its own, which is closed afterwards
   */
  static Optional<MySqlForecastRule.Sample> take(Connection connection, PlannedShard shard)
      throws SQLException {
    var fill = shard.plan().fill();
    try (var copy = SampleTable.of(connection, fill.table(), fill.columns())) {
      return new MySqlSample(connection, shard, copy).take();
    }
  }

  private Optional<MySqlForecastRule.Sample> take() throws SQLException {
    // A zero in a column that counts by itself is copied as it is.
    db.execute("SET SESSION sql_mode = CONCAT(@@SESSION.sql_mode, ',NO_AUTO_VALUE_ON_ZERO')");
    long start = System.nanoTime();
    copy();
    var copied = Duration.ofNanos(System.nanoTime() - start);
    if (!db.holds("SELECT EXISTS (SELECT 1 FROM %s)".formatted(to))) {
      return Optional.empty();
    }
    long filling = System.nanoTime();
    new SampleFill(
            new MySqlDialect(),
            db.connection(),
            new ColumnFill(copy.name(), fill.key(), fill.columns(), fill.lookups(), fill.kept()),
            shard.plan().scatter())
        .run();
    return Optional.of(measure(copied, Duration.ofNanos(System.nanoTime() - filling)));
  }

  private void copy() throws SQLException {
    long rows = Math.max(1, shard.plan().rowEstimate());
    double width = (double) shard.plan().tableBytes() / rows;
    long most = Math.max(100, Math.min(MOST_ROWS, (long) (MOST_BYTES / Math.max(1, width))));
    String order = keys("");
    if (rows <= most) {
      copy("ORDER BY " + order + " LIMIT " + most);
      return;
    }
    var places = places();
    if (places.isEmpty()) {
      copy("ORDER BY " + order + " LIMIT " + most / 2);
      copy("ORDER BY " + keys(" DESC") + " LIMIT " + most / 2);
      return;
    }
    String first = Quoting.identifier(fill.key().getFirst().name());
    long begun = System.nanoTime();
    for (BigInteger place : places) {
      copy(
          "WHERE %s >= %s ORDER BY %s LIMIT %d"
              .formatted(first, place, order, most / places.size()));
      if (System.nanoTime() - begun > SampleFill.LONGEST.toNanos()) {
        throw new SQLTimeoutException("rows can't be copied fast enough");
      }
    }
  }

  /** Without a lock on the rows that are read; those that are there already are passed over. */
  private void copy(String which) throws SQLException {
    String columns =
        copy.columns().stream()
            .filter(column -> !column.generated())
            .map(column -> Quoting.identifier(column.name()))
            .collect(Collectors.joining(", "));
    db.execute(
        "INSERT IGNORE INTO %1$s (%2$s) SELECT %2$s FROM %3$s %4$s"
            .formatted(to, columns, from, which));
  }

  /** At the same distance from each other, over a key that begins with a number. */
  private List<BigInteger> places() throws SQLException {
    KeyColumn key = fill.key().getFirst();
    if (!key.type().matches("(?i)((tiny|small|medium|big)?int|decimal|numeric)\\b.*")) {
      return List.of();
    }
    String name = Quoting.identifier(key.name());
    var ends =
        db.first(
            row -> List.of(row.getBigDecimal(1), row.getBigDecimal(2)),
            "SELECT MIN(%1$s), MAX(%1$s) FROM %2$s HAVING MIN(%1$s) IS NOT NULL"
                .formatted(name, from));
    if (ends.isEmpty()) {
      return List.of();
    }
    var least = whole(ends.get().getFirst());
    var step = whole(ends.get().getLast()).subtract(least).divide(BigInteger.valueOf(PLACES));
    var places = new ArrayList<BigInteger>();
    for (int i = 0; i < PLACES; i++) {
      places.add(least.add(step.multiply(BigInteger.valueOf(i))));
    }
    return places;
  }

  private static BigInteger whole(BigDecimal number) {
    return number.setScale(0, RoundingMode.FLOOR).toBigInteger();
  }

  private MySqlForecastRule.Sample measure(Duration copied, Duration filled) throws SQLException {
    Map<String, String> types = new HashMap<>();
    copy.columns().forEach(column -> types.put(column.name(), column.type()));
    String there = sum(copy.columns().stream().map(SampleColumn::name).toList(), types);
    fill.columns().forEach(column -> types.put(column.name(), column.type()));
    return db.first(
            row ->
                new MySqlForecastRule.Sample(
                    row.getLong(1),
                    filled,
                    copied,
                    row.getDouble(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    row.getDouble(5)),
            "SELECT COUNT(*), AVG(%s), AVG(%s), AVG(%s), AVG(%s) FROM %s"
                .formatted(
                    there,
                    sum(fill.key().stream().map(KeyColumn::name).toList(), types),
                    sum(fill.columns().stream().map(FilledColumn::name).toList(), types),
                    indexed(types),
                    to))
        .orElseThrow();
  }

  private static String sum(List<String> columns, Map<String, String> types) {
    return columns.stream()
        .map(
            column ->
                StoredBytes.of(
                    Quoting.identifier(column), Objects.requireNonNull(types.get(column))))
        .collect(Collectors.joining(" + "));
  }

  /** What the new indexes hold of a row, all together. */
  private String indexed(Map<String, String> types) {
    var parts =
        shard.spec().indexes().stream()
            .flatMap(index -> index.parts().stream())
            .map(part -> indexed(part, types));
    return Stream.concat(Stream.of("0"), parts).collect(Collectors.joining(" + "));
  }

  private static String indexed(IndexPart part, Map<String, String> types) {
    return part.column()
        .map(
            named ->
                types.entrySet().stream()
                    .filter(type -> type.getKey().equalsIgnoreCase(named))
                    .findFirst()
                    .map(type -> StoredBytes.of(Quoting.identifier(named), type.getValue()))
                    .orElse("0"))
        .orElseGet(
            () -> "COALESCE(OCTET_LENGTH(%s), 0) + 2".formatted(part.expression().orElseThrow()));
  }

  private String keys(String direction) {
    return fill.key().stream()
        .map(key -> Quoting.identifier(key.name()) + direction)
        .collect(Collectors.joining(", "));
  }
}
