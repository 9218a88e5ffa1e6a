package dev.infill.coordinator.status;

import java.time.Instant;

/**
 * An event in words. It holds no value of a row, and no key.
 *
 * @param position where it stands among the events; grows with time, with gaps
 * @param at when it happened, by the clock of who tells it
 * @param source the process that tells it
 * @param type the event's kind, such as {@code ColumnAdded}
 * @param level how much it matters
 * @param sentence what happened
 */
public record EventLine(
    long position,
    Instant at,
    String shard,
    String source,
    String type,
    Level level,
    String sentence) {

  /** How much an event matters to a person. */
  public enum Level {
    /** One of very many, such as each chunk's. */
    DETAIL,
    NOTE,
    WARNING,
    ERROR
  }
}
