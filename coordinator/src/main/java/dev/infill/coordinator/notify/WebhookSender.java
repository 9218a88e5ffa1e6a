package dev.infill.coordinator.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Sends notifications to one webhook. Used by one thread. */
public final class WebhookSender implements AutoCloseable {
  /** {@code sha256=} and the HMAC of the body in hexadecimal, where the webhook has a secret. */
  public static final String SIGNATURE = "Infill-Signature";

  /** The notification's id, for those formats that hold none. */
  public static final String ID = "Infill-Notification-Id";

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Webhook webhook;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          // What is signed for one place must not be led to another.
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  public WebhookSender(Webhook webhook) {
    this.webhook = webhook;
  }

  /**
   * Sends it, and returns when it was taken.
   *
   * @throws IOException when it was not taken, or may not have been; the message names no URL
   */
  public void send(Notification notification) throws IOException, InterruptedException {
    var payload = Payload.of(notification, webhook.format());
    var request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(PATIENCE)
            .header("Content-Type", payload.contentType())
            .header("User-Agent", "infill")
            .header(ID, notification.id())
            .POST(BodyPublishers.ofByteArray(payload.bytes()));
    webhook
        .secret()
        .ifPresent(
            secret -> request.header(SIGNATURE, "sha256=" + signature(secret, payload.bytes())));
    int status;
    try {
      status = http.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      throw new IOException("does not answer: " + e.getClass().getSimpleName(), e);
    }
    if (status < 200 || status > 299) {
      throw new IOException("answers " + status);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  /** HMAC-SHA256 in hexadecimal. */
  static String signature(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JVM has HMAC-SHA256", e);
    }
  }
}
