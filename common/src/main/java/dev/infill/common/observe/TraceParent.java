package dev.infill.common.observe;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a trace, as messages carry it from process to process: W3C's {@code traceparent}.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all 0
 * @param spanId the span that what is done next belongs to; 16 such digits, not all 0
 * @param flags two such digits; the lowest bit says that the trace is recorded
 * @throws IllegalArgumentException when one of them is not so
 */
public record TraceParent(String traceId, String spanId, String flags) {
  private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
  private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
  private static final Pattern FLAGS = Pattern.compile("[0-9a-f]{2}");

  /** A later version may say more behind what the first one says; that much is read of it. */
  private static final Pattern TEXT =
      Pattern.compile("(?!ff)([0-9a-f]{2})-([^-]*)-([^-]*)-([^-]*)(-.*)?");

  private static final String FIRST_VERSION = "00";

  public TraceParent {
    if (!TRACE_ID.matcher(traceId).matches()
        || !SPAN_ID.matcher(spanId).matches()
        || !FLAGS.matcher(flags).matches()) {
      throw new IllegalArgumentException(
          "not a place in a trace: " + traceId + ", " + spanId + ", " + flags);
    }
  }

  /** Reads the text form; empty for what is none. */
  public static Optional<TraceParent> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches() || (parts.group(1).equals(FIRST_VERSION) && parts.group(5) != null)) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TraceParent(parts.group(2), parts.group(3), parts.group(4)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The text form, in W3C's first version. */
  @Override
  public String toString() {
    return FIRST_VERSION + "-" + traceId + "-" + spanId + "-" + flags;
  }
}
