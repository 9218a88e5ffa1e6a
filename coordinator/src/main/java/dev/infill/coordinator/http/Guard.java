package dev.infill.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Lets in who has the token, where one is set. Browsers are kept out: a page that an operator
 * visits could otherwise send commands to a coordinator on the operator's own machine.
 */
final class Guard implements Handler<RoutingContext> {
  private static final String SCHEME = "Bearer ";

  private final Optional<byte[]> expected;

  Guard(Optional<String> token) {
    this.expected = token.map(text -> (SCHEME + text).getBytes(UTF_8));
  }

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    if (request.getHeader(HttpHeaders.ORIGIN) != null) {
      throw new ProblemException(403, "requests of web pages are not answered");
    }
    if (expected.isPresent()) {
      String given = request.getHeader(HttpHeaders.AUTHORIZATION);
      // Compares in a time that does not tell how much of the token was right.
      if (given == null || !MessageDigest.isEqual(expected.get(), given.getBytes(UTF_8))) {
        context.response().putHeader("WWW-Authenticate", "Bearer");
        throw new ProblemException(401, "a bearer token is needed, and the right one");
      }
    }
    context.next();
  }
}
