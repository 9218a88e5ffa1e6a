package dev.infill.common.jdbc;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.ServerError;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.sql.Statement;

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
    var error = error(e);
    var kind = dialect.kindOf(error, wrote);
    String code = dialect.codeOf(error);
    // A cause is logged with its message, so one that may hold a value is left behind.
    return dialect.tellable(error)
        ? new ShardFailure(kind, code, doing + ": " + ServerText.of(e), e)
        : new ShardFailure(
            kind, code, doing + ": " + dialect.meaningOf(error) + " " + named(error));
  }

  /**
   * A statement failed that reads no row, such as DDL or a look into the catalog: the server's
   * words name things of the schema and are worth telling.
   */
  public ShardFailure ofSchema(SQLException e, boolean wrote, String doing) {
    var error = error(e);
    String state = error.state();
    if (state.startsWith("42") || state.startsWith("0A") || state.startsWith("2B")) {
      return new ShardFailure(
          dialect.kindOf(error, wrote), dialect.codeOf(error), doing + ": " + ServerText.of(e));
    }
    return of(e, wrote, doing);
  }

  /**
   * Tells a query's warning that a row's value can't be computed as the failure that it would be in
   * a statement that writes.
   *
   * @throws SQLException that warning
   */
  void failOnBadRow(Statement statement) throws SQLException {
    for (var warning = statement.getWarnings();
        warning != null;
        warning = warning.getNextWarning()) {
      if (dialect.warnsOfBadRow(error(warning))) {
        throw warning;
      }
    }
  }

  private static String named(ServerError error) {
    return "(SQLSTATE "
        + error.state()
        + (error.number() == 0 ? "" : ", error " + error.number())
        + ")";
  }

  private static ServerError error(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        return new ServerError(sql.getSQLState(), sql.getErrorCode());
      }
    }
    return new ServerError("", 0);
  }

  /** The first SQLSTATE that an exception or its causes tell; empty when there is none. */
  public static String state(SQLException e) {
    return error(e).state();
  }
}
