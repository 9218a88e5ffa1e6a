package dev.infill.worker.debezium;

/** Changes are missing, or may be: the capture must begin anew. The message says why. */
public final class LostException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LostException(String message) {
    super(message);
  }
}
