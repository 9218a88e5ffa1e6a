package dev.infill.common.jdbc;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;

/** Names what a database's error means, without telling what its message may hold of a row. */
public final class Failures {
  private final Dialect dialect;

  public Failures(Dialect dialect) {
    this.dialect = dialect;
  }

  /**
   * A statement failed.
   *
   * @param wrote whether it may have changed something
   * @param doing what it was for, as in "can't fill t"
   */
  public ShardFailure of(SQLException e, boolean wrote, String doing) {
    String state = state(e);
    // A cause is logged with its message, so one that may hold a value is left behind.
    return dialect.tellable(state)
        ? new ShardFailure(dialect.kindOf(state, wrote), state, doing + ": " + ServerText.of(e), e)
        : new ShardFailure(
            dialect.kindOf(state, wrote),
            state,
            doing + ": " + dialect.meaningOf(state) + " (SQLSTATE " + state + ")");
  }

  /**
   * A statement failed that reads no row, such as DDL or a look into the catalog: the server's
   * words name things of the schema and are worth telling.
   */
  public ShardFailure ofSchema(SQLException e, boolean wrote, String doing) {
    String state = state(e);
    if (state.startsWith("42") || state.startsWith("0A") || state.startsWith("2B")) {
      return new ShardFailure(dialect.kindOf(state, wrote), state, doing + ": " + ServerText.of(e));
    }
    return of(e, wrote, doing);
  }

  /** The first SQLSTATE that an exception or its causes tell; empty when there is none. */
  public static String state(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }
}
