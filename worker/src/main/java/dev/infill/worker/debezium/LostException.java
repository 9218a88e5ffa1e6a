package dev.infill.worker.debezium;

/** Changes are missing, or may be: the capture must begin anew. The message says why. */
final class LostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostException(String message) {
    super(message);
  }
}
