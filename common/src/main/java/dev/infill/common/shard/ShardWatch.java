package dev.infill.common.shard;

import java.time.Duration;
import java.util.List;

/**
 * Looks at a shard's server again and again, on a connection that is kept: to log in each second
 * would itself be felt on a small server. Once it has failed it is of no more use. Not safe for
 * threads.
 */
public interface ShardWatch extends AutoCloseable {
  /** Looks at the signals that the spec's pace asks for, and at what a VACUUM would clear. */
  Signals look(PlannedShard shard) throws ShardFailure;

  /**
   * What an application feels now.
   *
   * @param commits how long small commits of our own took, one after the other
   * @param alone whether no client but us did anything at the server for some seconds; not where we
   *     may not see it
   */
  record Felt(List<Duration> commits, boolean alone) {
    public Felt {
      commits = List.copyOf(commits);
    }
  }

  /**
   * Commits a little, and looks who else is there.
   *
   * @param commits how many, at least 1
   * @param every from the begin of one to the begin of the next, unless one takes longer
   */
  Felt feel(int commits, Duration every) throws ShardFailure, InterruptedException;

  @Override
  void close();
}
