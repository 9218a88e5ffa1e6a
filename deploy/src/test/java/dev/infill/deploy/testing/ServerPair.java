package dev.infill.deploy.testing;

import java.io.IOException;

/** A primary and a standby of it, and how clients find whichever is the primary. */
public interface ServerPair extends AutoCloseable {
  /** A database on the primary. */
  TestDatabase first();

  /** The same database, by an address that leads to the primary, whichever it is. */
  TestDatabase either();

  /** The same database, by a URL that lists both servers and is asked for a primary. */
  TestDatabase listed(boolean standbyFirst);

  /** Where the primary listens on 127.0.0.1. */
  int primaryPort();

  /** Where the standby does. */
  int standbyPort();

  /** Waits until the standby has what is committed. */
  void awaitReplayed() throws Exception;

  /** The primary ends as an administrator would have it. */
  void stopPrimary();

  /** From now on the standby hears nothing. */
  void loseTouch() throws Exception;

  /** The primary is gone, with what the standby does not have yet. */
  void losePrimary() throws Exception;

  /** Makes the standby the primary; returns the database on it. */
  TestDatabase promote() throws Exception;

  @Override
  void close() throws IOException;
}
