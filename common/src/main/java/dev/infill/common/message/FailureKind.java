package dev.infill.common.message;

/** What a caller may do about a failure. */
public enum FailureKind {
  /**
   * It may go well when tried again: a lock that was not free, a deadlock, a server that restarts.
   */
  TRANSIENT,
  /** It will fail again until a person changes something. */
  PERMANENT,
  /** Somebody else owns this now; stop. */
  FENCED,
  /** The connection was lost and it may have been done: look before trying again. */
  AMBIGUOUS
}
