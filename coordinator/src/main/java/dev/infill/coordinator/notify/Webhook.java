package dev.infill.coordinator.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Where notifications are sent. A URL may be a secret itself, as Slack's are, so it is never shown.
 *
 * @param url absolute, http or https
 * @param format what is sent
 * @param secret by which what is sent is signed; empty for no signature
 * @throws IllegalArgumentException when the URL is not such
 */
public record Webhook(URI url, Format format, Optional<String> secret) {
  /** What a receiver understands. */
  public enum Format {
    /** CloudEvents 1.0, structured JSON. */
    CLOUDEVENTS,
    /** An object with a {@code text}, as Slack and those that take its messages want it. */
    SLACK
  }

  public Webhook {
    boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!http || url.getHost() == null) {
      throw new IllegalArgumentException("a webhook must be an http or https URL with a host");
    }
  }

  /** A name that tells nothing of its path: always the same for the same URL. */
  public String name() {
    return url.getHost() + "-" + digest(url.toString()).substring(0, 8);
  }

  /** Its name alone. */
  @Override
  public String toString() {
    return name();
  }

  private static String digest(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
