package dev.infill.common.jdbc;

/** What a connection is for; decides how its session is set. */
public enum SessionKind {
  /**
   * Reads and writes rows by their keys. The planner is kept to indexes and plans each statement
   * for its own keys, so that old statistics never turn a chunk into a scan of the table. Has a
   * replication origin where it can.
   */
  ROWS,
  /** Walks tables by their keys as ROWS does, and never writes; has no origin. */
  READS,
  /** Looks around, changes tables. Never has a replication origin: its marks must be seen. */
  SCHEMA
}
