package dev.infill.common.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What the steps of a migration would execute, in its order, with the settings of the session in
 * which they would. An engine's recorder writes it down in place of executing it. Used by one
 * thread.
 */
public final class Recording {
  /**
   * A statement that would be executed.
   *
   * @param sql with its parameters in their places
   * @param lockTimeout the longest wait for a lock; zero for any time
   * @param statementTimeout the longest it may run; zero for any time
   * @param transaction the same number for statements of one transaction
   */
  public record Entry(
      String sql, Duration lockTimeout, Duration statementTimeout, int transaction) {}

  private final List<Entry> entries = new ArrayList<>();
  private Duration lockTimeout = Duration.ZERO;
  private Duration statementTimeout = Duration.ZERO;
  private int transaction;

  /** All that was recorded, in order. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** Statements of one transaction. */
  public void add(List<String> statements) {
    transaction++;
    for (String sql : statements) {
      entries.add(new Entry(sql.strip(), lockTimeout, statementTimeout, transaction));
    }
  }

  /** Whether a statement that begins so was recorded. */
  public boolean has(String beginning) {
    return entries.stream().anyMatch(entry -> entry.sql().startsWith(beginning.strip()));
  }

  public void lockTimeout(Duration timeout) {
    lockTimeout = timeout;
  }

  public void statementTimeout(Duration timeout) {
    statementTimeout = timeout;
  }
}
