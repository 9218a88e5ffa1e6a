package dev.infill.worker.debezium;

/** What a mark in a server's log is for. */
public enum MarkKind {
  /** First in a transaction of our own. */
  OWN,
  /** Follows all that was committed before. */
  BARRIER,
  /** A bridge had to compute a value. */
  BRIDGE,
  /** Proves that an engine began where it had to. */
  START,
  /** Lets a position move on. */
  MOVE
}
