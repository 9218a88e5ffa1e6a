package dev.infill.common.dialect;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import java.util.Optional;

/** How one engine is spoken to. Pure: text in, text out. */
public interface Dialect {

  /** The statements over the rows of one table. */
  RowStatements rows(ColumnFill fill);

  /**
   * The statements over the rows of one table some of whose columns transforms fill; empty where
   * this engine has none.
   */
  Optional<TransformStatements> transformed(ColumnFill fill);

  /** An identifier as it may stand in a statement, whatever it holds. */
  String quote(String identifier);

  /**
   * What a caller may do about a statement that failed.
   *
   * @param wrote whether the statement may have changed something
   */
  FailureKind kindOf(ServerError error, boolean wrote);

  /** Under which code a failure is told: an SQLSTATE where that says which error it is. */
  String codeOf(ServerError error);

  /**
   * What an error means, in words of our own. They hold no value of a row, which the server's
   * message may.
   */
  String meaningOf(ServerError error);

  /** Whether the server's own message can't hold a value of a row. */
  boolean tellable(ServerError error);

  /** Whether a query that ends with this warning saw a row whose value can't be written. */
  boolean warnsOfBadRow(ServerError warning);
}
