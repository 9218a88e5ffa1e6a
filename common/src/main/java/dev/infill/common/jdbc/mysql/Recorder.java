package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Recording;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Writes down what the steps would execute, and executes none of it. Their looks into the catalog
 * are answered by the server, which knows the table as it is before the migration; so are those at
 * a temporary table, which only the session sees.
 *
 * <p>So the plan tells the very statements that the steps will run. Where a step looks for what it
 * has just made it asks {@link Db#recorded} first.
 */
final class Recorder extends Db {
  /** An unknown column, table or key. */
  private static final Set<Integer> NOT_THERE_YET = Set.of(1054, 1146, 1176);

  private static final int NOT_INSTANT = 1845;

  private final Recording recording;
  private boolean rebuilds;

  Recorder(Connection connection, Recording recording) {
    super(connection);
    this.recording = recording;
  }

  /** Whether the server will refuse to add a column in an instant. */
  void rebuilds(boolean known) {
    rebuilds = known;
  }

  @Override
  public void execute(String sql) throws SQLException {
    if (sql.startsWith("CREATE TEMPORARY TABLE ") || sql.startsWith("DROP TEMPORARY TABLE ")) {
      super.execute(sql);
      return;
    }
    if (rebuilds && sql.contains(" ADD COLUMN ") && sql.endsWith(", ALGORITHM=INSTANT")) {
      throw new SQLException("the server will refuse this", "0A000", NOT_INSTANT);
    }
    recording.add(List.of(sql));
  }

  @Override
  public void ask(String sql, Object... params) {
    String text = sql;
    for (Object param : params) {
      text = text.replaceFirst("[?]", Matcher.quoteReplacement(shown(String.valueOf(param))));
    }
    recording.add(List.of(text));
  }

  /** What begins with a colon is the name of what is known only then. */
  private static String shown(String param) {
    return param.startsWith(":") ? param : "'" + param.replace("'", "''") + "'";
  }

  @Override
  void together(Work work) {
    throw new IllegalStateException("no step that is rehearsed does that");
  }

  /** The rows are told of, and not read: that may take hours. */
  @Override
  <T> List<T> scan(Row<T> row, String sql) {
    recording.add(List.of(sql));
    return List.of();
  }

  @Override
  public <T> List<T> list(Row<T> row, String sql, Object... params) throws SQLException {
    try {
      return super.list(row, sql, params);
    } catch (SQLException e) {
      if (NOT_THERE_YET.contains(e.getErrorCode())) {
        return new ArrayList<>();
      }
      throw e;
    }
  }

  @Override
  boolean recorded(String beginning) {
    return recording.has(beginning);
  }

  @Override
  void lockTimeout(Duration timeout) {
    recording.lockTimeout(Duration.ofSeconds(seconds(timeout)));
  }
}
