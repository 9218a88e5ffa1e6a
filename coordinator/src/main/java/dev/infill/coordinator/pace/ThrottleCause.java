package dev.infill.coordinator.pace;

import java.util.Locale;
import java.util.stream.Stream;

/**
 * What slows a shard down, by kind: for meters, whose labels must be few. A pace tells its reason
 * with figures, for people; the kind is found again by the words that {@link Reading} uses.
 */
public enum ThrottleCause {
  UNREADABLE("can't be probed"),
  WINDOW("window"),
  REPLICA_LAG("replica lag"),
  RETAINED_LOG("WAL retained by the slot"),
  CHANGE_LAG("change lag"),
  ACTIVE_SESSIONS("active sessions"),
  LOCK_WAITERS("lock waiters"),
  COMMIT_LATENCY("commit latency"),
  LOG_RATE("WAL written"),
  HISTORY_LENGTH("history list length"),
  REDO_LOG("redo log in use"),
  SEMI_SYNC_WAIT("semi-sync wait"),
  AUTOVACUUM("autovacuum"),
  QUERY("the spec's query"),
  SLOWDOWN("of the time"),
  RECOVERING("recovering"),
  OTHER("");

  private final String words;

  ThrottleCause(String words) {
    this.words = words;
  }

  /** The first kind that a pace's reason names; OTHER for one that names none. */
  public static ThrottleCause of(String reason) {
    return Stream.of(values())
        .filter(cause -> reason.contains(cause.words))
        .findFirst()
        .orElse(OTHER);
  }

  /** As a label, such as {@code replica_lag}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
