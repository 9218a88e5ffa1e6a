package dev.infill.common.shard;

import dev.infill.common.message.FailureKind;

/**
 * A database did not do what was asked. Its message says what, where and what to do, and holds no
 * value of a row.
 */
public final class ShardFailure extends Exception {
  /** A transform could not compute a row's value. */
  public static final String TRANSFORM_FAILED = "infill.transform-failed";

  private static final long serialVersionUID = 1L;

  private final FailureKind kind;
  private final String code;

  /**
   * @param kind what the caller may do
   * @param code the server's code (SQLSTATE), or a code of ours where the server gave none
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
    return code.equals("55P03") || code.equals("40P01");
  }

  /** Whether the server ended the statement, for its own timeout or since somebody asked it to. */
  public boolean tookTooLong() {
    return code.equals("57014");
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
