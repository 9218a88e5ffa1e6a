package dev.infill.common.kafka;

/** Kafka can't be used as it is; the message is a sentence for the operator, with what to do. */
public final class TopicSetupException extends Exception {
  private static final long serialVersionUID = 1L;

  TopicSetupException(String message) {
    super(message);
  }

  TopicSetupException(String message, Throwable cause) {
    super(message, cause);
  }
}
