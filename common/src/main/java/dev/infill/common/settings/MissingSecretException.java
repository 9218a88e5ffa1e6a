package dev.infill.common.settings;

/** A secret is not where its reference points. The message names the place, never a secret. */
public final class MissingSecretException extends Exception {
  private static final long serialVersionUID = 1L;

  public MissingSecretException(String message) {
    super(message);
  }
}
