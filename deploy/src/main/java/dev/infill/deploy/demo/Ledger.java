package dev.infill.deploy.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the application knows to have committed: for each key it ever wrote, what must be there now.
 * Each key is written by one thread only.
 */
public final class Ledger {
  /**
   * What the application wrote last into a row.
   *
   * @param email its e-mail address
   * @param amount its amount; compared by value, not by scale
   * @param updatedAt the time that it gave the row
   */
  public record Row(String email, BigDecimal amount, Instant updatedAt) {
    boolean equalTo(Row other) {
      return email.equals(other.email) && amount.compareTo(other.amount) == 0;
    }
  }

  /**
   * What may be there: more than one possibility after a commit whose answer got lost. Empty is no
   * row.
   */
  private final Map<Long, List<Optional<Row>>> possible = new ConcurrentHashMap<>();

  private final AtomicLong inserted = new AtomicLong();
  private final AtomicLong deleted = new AtomicLong();
  private final AtomicLong unsure = new AtomicLong();

  /** A row was committed that was not there. */
  public void inserted(long key, Row row) {
    possible.put(key, List.of(Optional.of(row)));
    inserted.incrementAndGet();
  }

  public void updated(long key, Row row) {
    possible.put(key, List.of(Optional.of(row)));
  }

  public void deleted(long key) {
    possible.put(key, List.of(Optional.empty()));
    deleted.incrementAndGet();
  }

  /** A row got another key. */
  public void moved(long from, long to, Row row) {
    possible.put(from, List.of(Optional.empty()));
    possible.put(to, List.of(Optional.of(row)));
  }

  /**
   * The answer to a commit got lost: the key holds what it held, or this. Nobody writes it any
   * more.
   */
  public void unsure(long key, Optional<Row> before, Optional<Row> after) {
    possible.put(key, List.of(before, after));
    unsure.incrementAndGet();
  }

  /**
   * What the row under a key is known to be; empty when the application did not write it, or
   * deleted it.
   */
  public Optional<Row> row(long key) {
    List<Optional<Row>> rows = possible.getOrDefault(key, List.of());
    return rows.size() == 1 ? rows.getFirst() : Optional.empty();
  }

  /** Whether the application wrote the key before. */
  public boolean knows(long key) {
    return possible.containsKey(key);
  }

  /** Whether what is found under a key is what was committed. */
  public boolean agrees(long key, Optional<Row> found) {
    return possible.getOrDefault(key, List.of()).stream().anyMatch(row -> same(row, found));
  }

  /** Whether what is found under a key bears another time than the application gave it last. */
  public boolean isTouched(long key, Row found) {
    return row(key).filter(row -> !row.updatedAt().equals(found.updatedAt())).isPresent();
  }

  /** All keys the application wrote. */
  public List<Long> keys() {
    return List.copyOf(possible.keySet());
  }

  /** Rows there are more than in the beginning, when all commits were answered. */
  public long growth() {
    return inserted.get() - deleted.get();
  }

  /** Commits whose answer got lost. */
  public long unsure() {
    return unsure.get();
  }

  private static boolean same(Optional<Row> one, Optional<Row> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() && other.isEmpty();
    }
    return one.get().equalTo(other.get());
  }
}
