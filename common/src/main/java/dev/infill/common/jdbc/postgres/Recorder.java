package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Recording;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.postgres.SqlStates;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * Writes down what the steps would execute, and executes none of it. Their looks into the catalog
 * are answered by the server, which knows the table as it is before the migration.
 *
 * <p>So the plan tells the very statements that the steps will run. Where a step looks for what it
 * has just made it asks {@link Db#recorded} first.
 */
final class Recorder extends Db {
  private static final Set<String> NOT_THERE_YET =
      Set.of(SqlStates.UNDEFINED_COLUMN, SqlStates.UNDEFINED_OBJECT, SqlStates.UNDEFINED_TABLE);

  private final Recording recording;

  Recorder(Connection connection, Recording recording) {
    super(connection);
    this.recording = recording;
  }

  @Override
  public void execute(String sql) {
    recording.add(List.of(sql));
  }

  @Override
  void together(List<String> statements) {
    recording.add(statements);
  }

  @Override
  public void ask(String sql, Object... params) {
    String text = sql;
    for (Object param : params) {
      text = text.replaceFirst("[?]", quoteReplacement(param));
    }
    execute(text);
  }

  /** The rows are told of, and not read: that may take hours. */
  @Override
  <T> List<T> scan(Row<T> row, String sql) {
    // What goes through the driver has its question marks doubled.
    execute(sql.replace("??", "?"));
    return List.of();
  }

  @Override
  public <T> List<T> list(Row<T> row, String sql, Object... params) throws SQLException {
    try {
      return super.list(row, sql, params);
    } catch (SQLException e) {
      if (NOT_THERE_YET.contains(String.valueOf(e.getSQLState()))) {
        return List.of();
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
    recording.lockTimeout(timeout);
  }

  @Override
  void statementTimeout(Duration timeout) {
    recording.statementTimeout(timeout);
  }

  private static String quoteReplacement(Object param) {
    return Matcher.quoteReplacement(Quoting.literal(String.valueOf(param)));
  }
}
