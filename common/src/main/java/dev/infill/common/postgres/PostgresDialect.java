package dev.infill.common.postgres;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.ServerError;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import java.util.Optional;

/** The SQL of PostgreSQL 14 to 18. */
public final class PostgresDialect implements Dialect {

  @Override
  public RowStatements rows(ColumnFill fill) {
    return new PostgresRows(fill);
  }

  @Override
  public Optional<TransformStatements> transformed(ColumnFill fill) {
    return Optional.of(new TransformRows(fill));
  }

  @Override
  public String quote(String identifier) {
    return Quoting.identifier(identifier);
  }

  @Override
  public FailureKind kindOf(ServerError error, boolean wrote) {
    return SqlStates.kindOf(error.state(), wrote);
  }

  @Override
  public String codeOf(ServerError error) {
    return error.state();
  }

  @Override
  public String meaningOf(ServerError error) {
    return SqlStates.meaningOf(error.state());
  }

  @Override
  public boolean tellable(ServerError error) {
    return SqlStates.tellable(error.state());
  }

  /** A value that can't be computed fails a query too. */
  @Override
  public boolean warnsOfBadRow(ServerError warning) {
    return false;
  }
}
