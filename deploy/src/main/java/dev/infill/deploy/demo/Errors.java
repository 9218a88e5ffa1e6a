package dev.infill.deploy.demo;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;

/** What the database refused the application, by SQLSTATE. Any thread may record. */
public final class Errors {
  private final Map<String, Long> byState = new TreeMap<>();

  synchronized void record(SQLException error) {
    byState.merge(String.valueOf(error.getSQLState()), 1L, Long::sum);
  }

  public synchronized long count() {
    return byState.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Such as {@code {40P01=2}}. */
  @Override
  public synchronized String toString() {
    return byState.toString();
  }
}
