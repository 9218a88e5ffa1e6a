package dev.infill.deploy.jdbc;

import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import java.util.List;
import java.util.Set;

/** How each finding comes about on an engine. */
interface Provocations extends AutoCloseable {
  /** What no plan of this engine finds. */
  Set<FindingCode> unknown();

  /**
   * What the plan finds where there is what the code tells of.
   *
   * @throws IllegalArgumentException for a code that is unknown here
   */
  List<Finding> of(FindingCode code) throws Exception;

  @Override
  void close();
}
