package dev.infill.common.kafka;

/**
 * A message can't be read: it is no JSON, or not of the wanted type. Says where it is and never
 * what is in it; so it has no cause, since the parser's own errors quote the text.
 */
public final class UnreadableMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableMessageException(String message) {
    super(message);
  }
}
