package dev.infill.common.message;

/**
 * One thing the plan found on a shard.
 *
 * @param severity an error refuses the migration on this shard
 * @param code stable and documented, such as {@code no-key}
 * @param sentence what was found
 * @param advice what to do about it
 */
public record Finding(Severity severity, String code, String sentence, String advice) {
  /** How much it matters. */
  public enum Severity {
    ERROR,
    WARNING,
    NOTE
  }

  public static Finding error(String code, String sentence, String advice) {
    return new Finding(Severity.ERROR, code, sentence, advice);
  }

  public static Finding warning(String code, String sentence, String advice) {
    return new Finding(Severity.WARNING, code, sentence, advice);
  }

  public static Finding note(String code, String sentence, String advice) {
    return new Finding(Severity.NOTE, code, sentence, advice);
  }
}
