package dev.infill.common.jdbc.preview;

import dev.infill.common.dialect.Dialect;
import dev.infill.common.plan.Effect;
import java.util.List;

/** How the statements over rows of one engine are told to people. */
interface RowTexts {
  Dialect dialect();

  /**
   * A statement as a person may read it.
   *
   * @param names what its parameters are, in their order
   */
  String readable(String sql, List<String> names);

  /** Of a statement that reads a range. */
  Effect read();

  /** Of a statement that writes a chunk. */
  Effect write();

  /** Of a statement that writes a chunk around the rows that others have locked. */
  Effect around();

  /** Of a statement that writes a few rows. */
  Effect single();

  /** Of a statement that reads what depends on a change. */
  Effect dependents();
}
