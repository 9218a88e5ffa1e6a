package dev.infill.common.message;

/** What becomes of the fill's and the dual-write's own writes on their way through the capture. */
public enum OwnWrites {
  /** The server keeps them out of the change stream, by their replication origin. */
  FILTERED,

  /** They come, and are known by the mark that begins their transactions, and dropped. */
  DROPPED,

  /**
   * They come and are applied like the application's, though they tell nothing of its writers. For
   * tables whose triggers fire on our writes: what a trigger writes to other rows belongs to our
   * transaction, and is captured nowhere else.
   */
  APPLIED
}
