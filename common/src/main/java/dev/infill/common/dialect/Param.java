package dev.infill.common.dialect;

/** What is bound into a statement. */
public enum Param {
  /** The longest wait for a row's lock, as milliseconds in a text. */
  LOCK_TIMEOUT,
  /** The key before a range: a text for each key column. */
  AFTER,
  /** The last key of a range: a text for each key column. */
  UP_TO,
  /** The key before a range, part by part: the first text, then the first two, up to all. */
  AFTER_PART_BY_PART,
  /** The last key of a range, part by part. */
  UP_TO_PART_BY_PART,
  /** A number of rows. */
  LIMIT,
  /** The same number less one, for servers that can't subtract there. */
  LIMIT_LESS_ONE,
  /** How much of a table's blocks is read for a sample, in percent. */
  PERCENT,
  /** Each so-many-eth of a sample's keys is a bound. */
  STEP,
  /** Single rows: for each key column an array of texts. */
  KEYS,
  /** Single rows: one JSON text, an array with an array of texts for each row. */
  KEYS_IN_JSON,
  /** Single rows: the texts of each row's key, row by row. */
  KEYS_ONE_BY_ONE,
  /**
   * Rows: one JSON text, an array with an array for each row, of the texts of its key, if single
   * rows are told, and then of an array for each of {@link #TEXTS}, with its text in it, if any.
   */
  ROWS_IN_JSON,
  /** Besides, arrays of texts, as many as there are. */
  TEXTS
}
