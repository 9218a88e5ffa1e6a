package dev.infill.deploy.bench;

import java.util.OptionalDouble;

/** One way of filling the column, to be measured beside others. */
interface FillWay {
  /** What came of it. The bench checks the rows itself. */
  record Filled(Probe before, Probe after, double seconds, OptionalDouble verifySeconds) {
    /** All that lay between two looks, without a check of its own. */
    static Filled between(Probe before, Probe after) {
      return new Filled(
          before, after, (after.nanos() - before.nanos()) / 1e9, OptionalDouble.empty());
    }
  }

  /** Short, for tables and options. */
  String name();

  /** What it does, in a sentence. */
  String what();

  /** Whether it makes the table by itself, since it needs it for something else before. */
  default boolean makesTable() {
    return false;
  }

  /** Whether it adds the column by itself. */
  default boolean addsColumn() {
    return false;
  }

  /**
   * Fills the whole column of a table that was made for this.
   *
   * @throws Exception when it does not succeed; the bench then ends
   */
  Filled fill(BenchTable table) throws Exception;
}
