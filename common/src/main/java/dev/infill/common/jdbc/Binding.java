package dev.infill.common.jdbc;

import dev.infill.common.dialect.Param;
import dev.infill.common.dialect.Sql;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values for a statement's parameters.
 *
 * @param texts arrays of texts, each as long as the rows; a text may be null, which is NULL
 * @param rows single rows, each with as many key parts as the key has columns
 * @param sampling which part of a table is looked at
 */
public record Binding(
    KeyRange range,
    Duration lockTimeout,
    int limit,
    List<Key> rows,
    List<List<@Nullable String>> texts,
    Sampling sampling) {

  /**
   * @param percent of the table's blocks, above 0 and up to 100
   * @param step each so-many-eth key is told, at least 1
   */
  public record Sampling(double percent, long step) {
    private static final Sampling ALL = new Sampling(100, 1);
  }

  public static Binding of(KeyRange range) {
    return new Binding(range, Duration.ZERO, 0, List.of(), List.of(), Sampling.ALL);
  }

  public static Binding of(List<Key> rows) {
    return new Binding(KeyRange.ALL, Duration.ZERO, 0, rows, List.of(), Sampling.ALL);
  }

  public Binding texts(List<List<@Nullable String>> arrays) {
    return new Binding(range, lockTimeout, limit, rows, arrays, sampling);
  }

  public Binding waiting(Duration timeout) {
    return new Binding(range, timeout, limit, rows, texts, sampling);
  }

  public Binding rows(List<Key> keys) {
    return new Binding(range, lockTimeout, limit, keys, texts, sampling);
  }

  public Binding limit(int most) {
    return new Binding(range, lockTimeout, most, rows, texts, sampling);
  }

  public Binding sampling(Sampling part) {
    return new Binding(range, lockTimeout, limit, rows, texts, part);
  }

  /** Binds and runs a statement, and leaves it at the result that counts. */
  public PreparedStatement run(Connection connection, Sql sql) throws SQLException {
    var statement = connection.prepareStatement(sql.text());
    try {
      int at = 1;
      for (Param param : sql.params()) {
        at = bind(statement, at, param);
      }
      statement.execute();
      for (int i = 0; i < sql.leading(); i++) {
        statement.getMoreResults();
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      try {
        statement.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private int bind(PreparedStatement statement, int at, Param param) throws SQLException {
    return switch (param) {
      case LOCK_TIMEOUT -> {
        statement.setString(at, Long.toString(Math.max(1, lockTimeout.toMillis())));
        yield at + 1;
      }
      case LIMIT -> {
        statement.setInt(at, limit);
        yield at + 1;
      }
      case LIMIT_LESS_ONE -> {
        statement.setInt(at, limit - 1);
        yield at + 1;
      }
      case PERCENT -> {
        statement.setDouble(at, sampling.percent());
        yield at + 1;
      }
      case STEP -> {
        statement.setLong(at, sampling.step());
        yield at + 1;
      }
      case AFTER -> bind(statement, at, range.after().orElseThrow());
      case UP_TO -> bind(statement, at, range.upTo().orElseThrow());
      case AFTER_PART_BY_PART -> bindPartByPart(statement, at, range.after().orElseThrow());
      case UP_TO_PART_BY_PART -> bindPartByPart(statement, at, range.upTo().orElseThrow());
      case KEYS -> bindRows(statement, at);
      case KEYS_IN_JSON -> {
        statement.setString(at, JsonKeys.write(rows));
        yield at + 1;
      }
      case KEYS_ONE_BY_ONE -> {
        int next = at;
        for (Key row : rows) {
          next = bind(statement, next, row);
        }
        yield next;
      }
      case ROWS_IN_JSON -> {
        statement.setString(at, JsonKeys.write(rows, texts));
        yield at + 1;
      }
      case TEXTS -> bindTexts(statement, at);
    };
  }

  private int bindTexts(PreparedStatement statement, int at) throws SQLException {
    int next = at;
    for (List<@Nullable String> column : texts) {
      statement.setArray(next++, statement.getConnection().createArrayOf("text", column.toArray()));
    }
    return next;
  }

  private static int bind(PreparedStatement statement, int at, Key key) throws SQLException {
    int next = at;
    for (String part : key.parts()) {
      statement.setString(next++, part);
    }
    return next;
  }

  private static int bindPartByPart(PreparedStatement statement, int at, Key key)
      throws SQLException {
    int next = at;
    for (int parts = 1; parts <= key.parts().size(); parts++) {
      next = bind(statement, next, new Key(key.parts().subList(0, parts)));
    }
    return next;
  }

  private int bindRows(PreparedStatement statement, int at) throws SQLException {
    int parts = rows.get(0).parts().size();
    for (int i = 0; i < parts; i++) {
      int part = i;
      var texts = rows.stream().map(row -> row.parts().get(part)).toArray(String[]::new);
      statement.setArray(at + i, statement.getConnection().createArrayOf("text", texts));
    }
    return at + parts;
  }

  /** The key in the columns of the row that the result is at. */
  public static Key key(ResultSet result, int from, int parts) throws SQLException {
    var texts = new ArrayList<String>(parts);
    for (int i = 0; i < parts; i++) {
      texts.add(result.getString(from + i));
    }
    return new Key(texts);
  }

  /**
   * The keys that stand in one row of a result: in arrays of texts, one array for each part of the
   * key, or in lines of one text; none where they are NULL.
   *
   * @param most how many are wanted
   */
  public static List<Key> keys(ResultSet result, int from, int parts, int most)
      throws SQLException {
    if (result.getMetaData().getColumnType(from) != Types.ARRAY) {
      String lines = result.getString(from);
      return lines == null ? List.of() : JsonKeys.read(lines, most);
    }
    var columns = new ArrayList<String[]>(parts);
    for (int i = 0; i < parts; i++) {
      var array = result.getArray(from + i);
      columns.add(array == null ? new String[0] : (String[]) array.getArray());
    }
    var keys = new ArrayList<Key>();
    for (int row = 0; row < columns.get(0).length; row++) {
      int at = row;
      keys.add(new Key(columns.stream().map(column -> column[at]).toList()));
    }
    return keys;
  }
}
