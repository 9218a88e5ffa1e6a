package dev.infill.common.mysql;

/**
 * By what our own writes are known in MySQL's log: it tells the thread that wrote a transaction,
 * and a session with the privilege for it may say which that is. No server counts its connections
 * so far.
 */
public final class OwnThread {
  /** Above any connection's number, and within what the variable holds. */
  public static final long ID = 0x696e_666cL;

  /** Takes the privilege SESSION_VARIABLES_ADMIN. */
  public static final String TAKE = "SET SESSION pseudo_thread_id = " + ID;

  /** What the server answers whoever lacks the privilege. */
  public static final int NOT_ALLOWED = 1227;

  private OwnThread() {}
}
