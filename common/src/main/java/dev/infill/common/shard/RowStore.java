package dev.infill.common.shard;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The rows of one table on one shard, and the one statement that writes them: {@code SET c =
 * f(row)} where c differs from f(row). Each method is one transaction, may be repeated, and may be
 * called from many threads.
 */
public interface RowStore {
  /**
   * The end of the next chunk.
   *
   * @param last the last key of the first {@code rows} rows of the range; empty when the range
   *     holds no row
   * @param rows how many rows there are up to it; fewer than asked when the range ends there
   */
  record ChunkEnd(Optional<Key> last, int rows) {}

  /**
   * @param filled rows written
   * @param skipped rows left alone because somebody holds their lock
   */
  record Filled(long filled, long skipped) {}

  /**
   * @param filled rows written
   * @param inPlace of these, written beside the old version of the row, so that no index had to be
   */
  record FilledShare(long filled, long inPlace) {}

  /**
   * A range in one snapshot; see {@link dev.infill.common.message.Event.RangeChecked}.
   *
   * @param differing keys of the rows that differ, at most as many as asked
   * @param digest depends on the keys and values, not on their order; digests of ranges add up
   */
  record Checked(long counted, long equal, List<Key> differing, boolean more, long digest) {}

  /**
   * @param existing rows that exist
   * @param written rows that had to be written
   * @param locked rows left alone because somebody holds their lock; always empty for the plain
   *     statement
   * @param unsettled rows that differed and may differ still: something that fires on the write
   *     kept them as they were, or changed them
   */
  record Written(Set<Key> existing, Set<Key> written, Set<Key> locked, Set<Key> unsettled) {
    /** Where nothing else has a say. */
    public Written(Set<Key> existing, Set<Key> written, Set<Key> locked) {
      this(existing, written, locked, Set.of());
    }
  }

  /** Finds the end of the next chunk by the key's index, reading no more than {@code rows} rows. */
  ChunkEnd chunkEnd(KeyRange range, int rows) throws ShardFailure;

  /**
   * Fills a chunk with the plain statement.
   *
   * @throws ShardFailure with {@link ShardFailure#lockNotFree} when a row's lock was not free
   *     within {@code lockTimeout}
   */
  Filled fill(KeyRange chunk, Duration lockTimeout) throws ShardFailure;

  /**
   * Fills one share of a chunk's rows, of which every page holds some. Together the shares are not
   * all rows, since a row may change its share meanwhile; and the server may forget the commit if
   * it crashes before it kept a later one. Only {@link #fill} settles a chunk.
   *
   * @param share which, from 0
   * @param shares of how many
   * @throws ShardFailure as {@link #fill}
   */
  FilledShare fillShare(KeyRange chunk, int share, int shares, Duration lockTimeout)
      throws ShardFailure;

  /** Fills the rows of a chunk that nobody has locked, and counts the others. */
  Filled fillUnlocked(KeyRange chunk) throws ShardFailure;

  /**
   * Counts and recomputes a range, listing at most {@code maxDiffering} keys. Takes no lock.
   *
   * @throws ShardFailure with {@link ShardFailure#tookTooLong} when the range is too large to be
   *     checked at once
   */
  Checked check(KeyRange range, int maxDiffering) throws ShardFailure;

  /**
   * Writes what differs among these rows, with the plain statement.
   *
   * @param rows at most 1,000 keys; one without a row is left out of the answer
   * @throws ShardFailure with {@link ShardFailure#lockNotFree} when a row's lock was not free
   *     within {@code lockTimeout}
   */
  Written write(List<Key> rows, Duration lockTimeout) throws ShardFailure;

  /** Writes what differs among those of these rows that nobody has locked, and names the others. */
  Written writeUnlocked(List<Key> rows) throws ShardFailure;

  /**
   * Rows that differ and depend on rows of a table that values look into, in the order of their
   * keys. Takes no lock.
   *
   * @param lookup the table looked into
   * @param changed what the lookup's columns hold in rows that changed there, now or before
   * @param after only rows behind this key
   * @param most how many at the most
   */
  List<Key> dependents(TableName lookup, List<Key> changed, Optional<Key> after, int most)
      throws ShardFailure;

  /**
   * The statements of ours that write rows of the table now, each by a name that no other ever has,
   * whoever runs them, and also where that one is gone. What such a statement looked up in another
   * table may be older than a change to be followed there, and what it writes is not seen before it
   * ends.
   */
  Set<String> writing() throws ShardFailure;
}
