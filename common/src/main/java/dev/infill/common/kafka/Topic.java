package dev.infill.common.kafka;

/**
 * The topics, each with the number of partitions it is made with and whether only the last record
 * of a key is kept.
 */
public enum Topic {
  COMMANDS(4, false),
  EVENTS(4, false),
  STATE(4, true),
  TASKS(1, false),
  CAPTURES(8, true),
  POSITIONS(4, true),
  CHANGES(8, false),
  PACE(1, true),
  WORKERS(1, true);

  private final int partitions;
  private final boolean compacted;

  Topic(int partitions, boolean compacted) {
    this.partitions = partitions;
    this.compacted = compacted;
  }

  public int partitions() {
    return partitions;
  }

  public boolean compacted() {
    return compacted;
  }

  /** The topic's name under a prefix, such as {@code infill.events}. */
  public String name(String prefix) {
    return prefix + "." + name().toLowerCase(java.util.Locale.ROOT);
  }
}
