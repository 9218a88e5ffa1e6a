package dev.infill.common.dialect;

/** What is bound into a statement. */
public enum Param {
  /** The longest wait for a row's lock, as milliseconds in a text. */
  LOCK_TIMEOUT,
  /** The key before a range: a text for each key column. */
  AFTER,
  /** The last key of a range: a text for each key column. */
  UP_TO,
  /** A number of rows. */
  LIMIT,
  /** How much of a table's blocks is read for a sample, in percent. */
  PERCENT,
  /** Each so-many-eth of a sample's keys is a bound. */
  STEP,
  /** Single rows: for each key column an array of texts. */
  KEYS,
  /** Besides, arrays of texts, as many as there are. */
  TEXTS
}
