package dev.infill.common.postgres;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;

/** The SQL of PostgreSQL 14 to 18. */
public final class PostgresDialect implements Dialect {

  @Override
  public RowStatements rows(ColumnFill fill) {
    return new PostgresRows(fill);
  }

  @Override
  public TransformStatements transformed(ColumnFill fill) {
    return new TransformRows(fill);
  }

  @Override
  public String quote(String identifier) {
    return Quoting.identifier(identifier);
  }

  @Override
  public FailureKind kindOf(String sqlState, boolean wrote) {
    return SqlStates.kindOf(sqlState, wrote);
  }

  @Override
  public String meaningOf(String sqlState) {
    return SqlStates.meaningOf(sqlState);
  }

  @Override
  public boolean tellable(String sqlState) {
    return SqlStates.tellable(sqlState);
  }
}
