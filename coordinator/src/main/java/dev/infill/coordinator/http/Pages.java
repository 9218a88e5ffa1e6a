package dev.infill.coordinator.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of a folder in the classpath: the dashboard, and the API's description. They hold
 * nothing of any migration, so everybody may have them; what they show they ask of the API, and the
 * API asks for the token.
 */
final class Pages {
  /** Nothing that leads out of the folder has such a name. */
  private static final Pattern NAME =
      Pattern.compile("(?:[a-z0-9-]+/)?[a-z0-9-]+\\.(html|js|css|svg|txt|yaml)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8",
          "yaml", "application/yaml");

  /** Nothing but our own files runs or is asked, whatever a text on the page might hold. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Map<String, File> files = new ConcurrentHashMap<>();

  private final String folder;

  private record File(Buffer content, String type, String tag) {}

  /**
   * @param folder in the classpath, with a slash on both sides
   */
  Pages(String folder) {
    this.folder = folder;
  }

  /** Answers with one file, whatever the path. */
  Handler<RoutingContext> file(String name) {
    return c -> send(c, name);
  }

  /** Answers with the file that the path names behind a prefix. */
  Handler<RoutingContext> below(String prefix) {
    return c -> send(c, c.request().path().substring(prefix.length()));
  }

  private void send(RoutingContext c, String name) {
    File file = files.get(name);
    if (file == null) {
      file =
          read(name)
              .orElseThrow(
                  () -> new ProblemException(404, "there is nothing at " + c.request().path()));
      files.put(name, file);
    }
    var response =
        c.response()
            .putHeader(HttpHeaders.ETAG, file.tag())
            // A new version is seen at once; the tag spares sending the same again.
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
            .putHeader("Content-Security-Policy", POLICY)
            .putHeader("X-Content-Type-Options", "nosniff")
            .putHeader("Referrer-Policy", "no-referrer");
    if (file.tag().equals(c.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
      response.setStatusCode(304).end();
    } else {
      response.putHeader(HttpHeaders.CONTENT_TYPE, file.type()).end(file.content());
    }
  }

  private Optional<File> read(String name) {
    var matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try (var stream = Pages.class.getResourceAsStream(folder + name)) {
      if (stream == null) {
        return Optional.empty();
      }
      byte[] content = stream.readAllBytes();
      String type = String.valueOf(TYPES.get(matcher.group(1)));
      return Optional.of(new File(Buffer.buffer(content), type, '"' + digest(content) + '"'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(hash, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
