package dev.infill.common.shard;

import dev.infill.common.message.FailureKind;
import java.util.Set;

/**
 * A database did not do what was asked. Its message says what, where and what to do, and holds no
 * value of a row.
 */
public final class ShardFailure extends Exception {
  /** A transform could not compute a row's value. */
  public static final String TRANSFORM_FAILED = "infill.transform-failed";

  /**
   * PostgreSQL's lock_not_available and deadlock; MySQL's wait that timed out, NOWAIT, deadlock.
   */
  private static final Set<String> LOCK_NOT_FREE =
      Set.of("55P03", "40P01", "mysql-1205", "mysql-3572", "mysql-1213");

  /** PostgreSQL's query_canceled; MySQL's longest time of execution, KILL QUERY. */
  private static final Set<String> TOOK_TOO_LONG = Set.of("57014", "mysql-3024", "mysql-1317");

  private static final long serialVersionUID = 1L;

  private final FailureKind kind;
  private final String code;

  /**
   * @param kind what the caller may do
   * @param code the server's code (SQLSTATE, or {@code mysql-} and MySQL's own number where that
   *     says more), or a code of ours where the server gave none
   */
  public ShardFailure(FailureKind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  public ShardFailure(FailureKind kind, String code, String message) {
    super(message);
    this.kind = kind;
    this.code = code;
  }

  public FailureKind kind() {
    return kind;
  }

  public String code() {
    return code;
  }

  /** Whether a lock was not free in time, or never would have been: each waited for the other. */
  public boolean lockNotFree() {
    return LOCK_NOT_FREE.contains(code);
  }

  /** Whether the server ended the statement, for its own timeout or since somebody asked it to. */
  public boolean tookTooLong() {
    return TOOK_TOO_LONG.contains(code);
  }

  /**
   * Whether a row's value can't be computed or stored: a division by zero, a cast that fails, a
   * value too long, a lookup that finds two.
   */
  public boolean badRow() {
    return kind == FailureKind.PERMANENT
        && (code.startsWith("21")
            || code.startsWith("22")
            || code.startsWith("23")
            || code.equals(TRANSFORM_FAILED));
  }
}
