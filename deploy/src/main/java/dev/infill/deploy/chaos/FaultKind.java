package dev.infill.deploy.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What may be done to a part of the cluster. */
public enum FaultKind {
  KILL_WORKER("kill -9 of a worker", Part.WORKER, 4, 1, 5),
  KILL_COORDINATOR("kill -9 of a coordinator", Part.COORDINATOR, 3, 1, 5),

  /** SIGSTOP for longer than a session, a lease, a transaction or a silent range lasts. */
  FREEZE_WORKER("freeze of a worker", Part.WORKER, 2, 35, 45),
  FREEZE_COORDINATOR("freeze of a coordinator", Part.COORDINATOR, 2, 35, 45),
  KILL_BROKER("kill -9 of the broker", Part.BROKER, 2, 1, 4),
  KILL_DATABASE("kill -9 of a database server", Part.SERVER, 2, 1, 4),

  /** No connection to any of its shards, and the log that was not read yet is thrown away. */
  PURGE_LOG("a server's unread log purged", Part.SERVER, 1, 2, 6),

  /** All connections to one shard at once; new ones are let through. */
  CUT_CONNECTIONS("connections to a shard cut", Part.LINK, 3, 0, 0),

  /** Every piece of at most 16 KiB on its way to or from one shard takes 100 ms longer. */
  SLOW_NETWORK("slow network to a shard", Part.LINK, 2, 8, 20);

  /** What is hit. */
  public enum Part {
    WORKER,
    COORDINATOR,
    BROKER,
    SERVER,

    /** The network between Infill and one shard. */
    LINK
  }

  private final String text;
  private final Part part;
  private final int weight;
  private final Duration shortest;
  private final Duration longest;

  FaultKind(String text, Part part, int weight, int shortest, int longest) {
    this.text = text;
    this.part = part;
    this.weight = weight;
    this.shortest = Duration.ofSeconds(shortest);
    this.longest = Duration.ofSeconds(longest);
  }

  /** As a command line has it, such as {@code kill-worker}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The kind of such a name; empty where there is none. */
  public static Optional<FaultKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
  }

  /** For people. */
  public String text() {
    return text;
  }

  public Part part() {
    return part;
  }

  /** How often it is drawn, beside the others. */
  int weight() {
    return weight;
  }

  /** The shortest time until the part is left in peace, or started again. */
  Duration shortest() {
    return shortest;
  }

  /** The longest such time. */
  Duration longest() {
    return longest;
  }
}
