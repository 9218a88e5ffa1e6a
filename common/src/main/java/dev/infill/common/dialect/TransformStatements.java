package dev.infill.common.dialect;

import dev.infill.common.model.KeyRange;

/**
 * The statements over the rows of one table whose values are computed outside the server. What is
 * written was computed from what was read before, so it is written only where the sources are still
 * the same; who changed them meanwhile is captured, and the row comes again.
 */
public interface TransformStatements {
  /**
   * Reads a range.
   *
   * <p>Answers rows of: a text for each key column, a text for each source, a text for each column
   * that a transform fills, whether one of the columns that SQL fills differs, the row's hash.
   */
  Sql read(KeyRange range);

  /**
   * Reads single rows.
   *
   * <p>Answers rows of: which of the keys asked (from 1), a text for each source.
   */
  Sql readRows();

  /**
   * Compares what was read with what was computed. Reads no table.
   *
   * <p>{@link Param#TEXTS}, or those in {@link Param#ROWS_IN_JSON}, are an array for each column
   * that a transform fills with what it holds, then one for each with what it should hold. Answers
   * rows of: which (from 1).
   */
  Sql compare();

  /**
   * Writes what differs among single rows and was computed from what they still hold, as {@link
   * RowStatements#write} does and with its answer.
   *
   * <p>{@link Param#TEXTS}, or those in {@link Param#ROWS_IN_JSON}, are an array for each source,
   * then one for each column that a transform fills.
   *
   * @param skipLocked whether to go around rows that somebody has locked
   * @param marked as for {@link RowStatements#fill}
   */
  Sql write(boolean skipLocked, boolean marked);
}
