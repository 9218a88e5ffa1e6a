package dev.infill.common.dialect;

import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import java.util.Optional;

/**
 * The statements over the rows of one table. There is one that writes, in three settings: a range,
 * a range without its locked rows, and single rows. Each is safe to run twice, since it computes
 * from the row as it is and writes only what differs.
 */
public interface RowStatements {

  /**
   * The last key of the first rows of a range.
   *
   * <p>Answers at most one row: a text for each key column, then how many rows there are up to it.
   */
  Sql chunkEnd(KeyRange range);

  /**
   * The last key of the first {@link Param#LIMIT} rows of a range that has as many.
   *
   * <p>Answers at most one row: a text for each key column.
   */
  Sql rangeEnd(KeyRange range);

  /**
   * Keys of a range in their order, about as many rows apart as asked, by a sample of the table's
   * blocks: how long it takes does not depend on the table's size. Empty where a server samples no
   * blocks.
   *
   * <p>Answers at most {@link Param#LIMIT} rows: a text for each key column.
   */
  Optional<Sql> sampledEnds(KeyRange range);

  /**
   * Writes what differs in a range; waits for a row's lock as long as {@link Param#LOCK_TIMEOUT},
   * and not at all where the statement does not have it.
   *
   * <p>Answers an update count.
   *
   * @param marked whether the transaction begins with the mark by which the capture knows it as
   *     ours
   */
  Sql fill(KeyRange range, boolean marked);

  /**
   * Writes what differs in a range among one share of every page's rows, told by their places on
   * the page. A row may change its place, so what no pass found is left to {@link #fill}; for the
   * same reason the commit need not wait until it is on disk, as that of a later fill does. Empty
   * where nothing is gained by it.
   *
   * <p>Answers an update count, and then one row: how many of these stayed on their page and
   * touched no index.
   *
   * @param share which, from 0
   * @param shares of how many
   */
  Optional<Sql> fillShare(KeyRange range, int share, int shares, boolean marked);

  /**
   * Writes what differs in a range and is not locked.
   *
   * <p>Answers one row: how many were written, how many differ but were locked.
   */
  Sql fillUnlocked(KeyRange range, boolean marked);

  /**
   * Counts and recomputes a range in one snapshot; is ended by the server when that takes longer
   * than ten seconds.
   *
   * <p>Answers one row: rows counted, rows equal, the digest as a number of any size, then keys of
   * rows that differ: for each key column an array of texts with the first {@link Param#LIMIT}, or
   * one text with each key as a JSON array of texts in a line of its own.
   */
  Sql check(KeyRange range);

  /**
   * Looks which single rows exist and which of them differ, and locks none; {@link #write} is then
   * asked for those alone. Empty where that looks by itself.
   *
   * <p>Answers rows as {@link #write} does.
   */
  Optional<Sql> look();

  /**
   * Writes what differs among single rows, in the order of their keys; waits for their locks as
   * {@link #fill} does.
   *
   * <p>Answers rows of: which of the keys asked (from 1), what is told of it ({@link RowFact}),
   * whether it differs: before it was written, or, told of a written one, still. They may come in
   * several results, the last of the statement's.
   */
  Sql write(boolean marked);

  /** The same, around rows that somebody has locked. */
  Sql writeUnlocked(boolean marked);

  /**
   * How single rows, and those of a range that nobody has locked, are written instead of by {@link
   * #write}, {@link #writeUnlocked} and {@link #fillUnlocked}; empty where those do it.
   */
  default Optional<LockedFirst> lockedFirst() {
    return Optional.empty();
  }

  /**
   * Rows are locked by one statement, which tells which, and written by another of the same
   * transaction: for a server that would wait for the rows that a value looks up, where one
   * statement did both. None of them waits for a row's lock.
   */
  interface LockedFirst {
    /**
     * Locks what differs in a range and is free.
     *
     * <p>Answers rows: a text for each key column.
     */
    Sql lockRange(KeyRange range);

    /**
     * Locks those of single rows that differ: all of them or, around what somebody else has locked,
     * the others.
     *
     * <p>Answers rows as {@link RowStatements#write} does.
     */
    Sql lockRows(boolean aroundLocked);

    /**
     * Writes what differs among rows that are locked.
     *
     * <p>Answers an update count for each, and then rows as {@link RowStatements#write} does.
     *
     * @param rows how many, at least 1
     */
    Sql write(int rows);

    /**
     * Counts what differs in a range.
     *
     * <p>Answers one row: how many.
     */
    Sql differing(KeyRange range);
  }

  /**
   * Keys of rows that differ and depend on single rows of a table that values look into, told by
   * the columns that its condition names; in their order, behind {@link Param#AFTER} where there is
   * one.
   *
   * <p>Answers at most {@link Param#LIMIT} rows: a text for each key column.
   *
   * @param further whether only those behind a key
   * @return empty where values look into no other table
   */
  Optional<Sql> dependents(Lookup lookup, boolean further);

  /**
   * The transactions of ours that write rows of the table at this moment, whoever runs them.
   *
   * <p>Answers rows of: a transaction's name, as a text.
   *
   * @return empty where values look into no other table, or what they wrote is looked at again
   */
  Optional<Sql> writing();

  /** What {@link #write} tells of a row. */
  enum RowFact {
    /** It exists. */
    SEEN,
    /** It differed, and its lock was got. */
    LOCKED,
    /** It was written, where its lock was got. */
    WRITTEN
  }
}
