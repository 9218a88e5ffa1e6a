package dev.infill.common.dialect;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;

/** How one engine is spoken to. Pure: text in, text out. */
public interface Dialect {

  /** The statements over the rows of one table. */
  RowStatements rows(ColumnFill fill);

  /** The statements over the rows of one table some of whose columns transforms fill. */
  TransformStatements transformed(ColumnFill fill);

  /** An identifier as it may stand in a statement, whatever it holds. */
  String quote(String identifier);

  /**
   * What a caller may do about a statement that failed.
   *
   * @param sqlState the server's or driver's SQLSTATE; empty when there is none, as when no
   *     connection was free
   * @param wrote whether the statement may have changed something
   */
  FailureKind kindOf(String sqlState, boolean wrote);

  /**
   * What an SQLSTATE means, in words of our own. They hold no value of a row, which the server's
   * message may.
   */
  String meaningOf(String sqlState);

  /**
   * Whether the server's own message can't hold a value of a row.
   *
   * @param sqlState the server's or driver's SQLSTATE
   */
  boolean tellable(String sqlState);
}
