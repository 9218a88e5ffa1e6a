package dev.infill.deploy.client;

import java.util.List;

/** The coordinator refused, or does not answer. The message is a sentence, with what to do. */
public final class ApiException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<String> sentences;

  ApiException(int status, List<String> sentences) {
    super(String.join("\n", sentences));
    this.status = status;
    this.sentences = List.copyOf(sentences);
  }

  ApiException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
    this.sentences = List.of(message);
  }

  /** The HTTP status; 0 when nothing answered. */
  public int status() {
    return status;
  }

  /** All that is wrong, a sentence each, with what to do. */
  public List<String> sentences() {
    return sentences;
  }

  /** Whether nothing answered, or something that may answer better later. */
  public boolean mayPass() {
    return status == 0 || status >= 500;
  }
}
