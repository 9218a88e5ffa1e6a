package dev.infill.common.mysql;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.ServerError;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import java.util.Optional;

/** The SQL of MySQL 8.0.12 to 9. */
public final class MySqlDialect implements Dialect {

  /**
   * @throws IllegalArgumentException when the table is not walked by such a key, or values of such
   *     a column are not compared
   */
  @Override
  public RowStatements rows(ColumnFill fill) {
    return new MySqlRows(fill);
  }

  @Override
  public Optional<TransformStatements> transformed(ColumnFill fill) {
    return Optional.of(new MySqlTransformRows(fill));
  }

  @Override
  public String quote(String identifier) {
    return Quoting.identifier(identifier);
  }

  @Override
  public FailureKind kindOf(ServerError error, boolean wrote) {
    return ErrorNumbers.kindOf(error, wrote);
  }

  @Override
  public String codeOf(ServerError error) {
    return ErrorNumbers.codeOf(error);
  }

  @Override
  public String meaningOf(ServerError error) {
    return ErrorNumbers.meaningOf(error);
  }

  @Override
  public boolean tellable(ServerError error) {
    return ErrorNumbers.tellable(error);
  }

  @Override
  public boolean warnsOfBadRow(ServerError warning) {
    return ErrorNumbers.warnsOfBadRow(warning);
  }
}
