package dev.infill.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Lets in who has the token, where one is set. Web pages but our own are kept out: one that an
 * operator visits could otherwise send commands to a coordinator on the operator's own machine,
 * also under a name of its own that leads there.
 */
final class Guard implements Handler<RoutingContext> {
  private static final String SCHEME = "Bearer ";
  private static final Set<String> OURSELVES = Set.of("same-origin", "none");
  private static final Set<String> LOOPBACK = Set.of("localhost", "[::1]", "::1");

  private final Optional<byte[]> expected;

  Guard(Optional<String> token) {
    this.expected = token.map(text -> (SCHEME + text).getBytes(UTF_8));
  }

  @Override
  public void handle(RoutingContext context) {
    var request = context.request();
    if (!ourOwnPage(request)) {
      throw new ProblemException(403, "requests of other web pages are not answered");
    }
    if (expected.isPresent()) {
      String given = request.getHeader(HttpHeaders.AUTHORIZATION);
      // Compares in a time that does not tell how much of the token was right.
      if (given == null || !MessageDigest.isEqual(expected.get(), given.getBytes(UTF_8))) {
        context.response().putHeader("WWW-Authenticate", "Bearer");
        throw new ProblemException(401, "a bearer token is needed, and the right one");
      }
    } else if (!toThisMachine(request)) {
      throw new ProblemException(
          403, "without a token, only requests to localhost or a loopback address are answered");
    }
    context.next();
  }

  /** What is not a page has neither header, and is let in. */
  private static boolean ourOwnPage(HttpServerRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null && !OURSELVES.contains(site)) {
      return false;
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin == null || sameHost(origin, request);
  }

  /** A proxy in front may speak TLS, so the scheme is left aside. */
  private static boolean sameHost(String origin, HttpServerRequest request) {
    HostAndPort asked = request.authority();
    try {
      return asked != null
          && asked.toString().equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A page under a foreign name that was pointed at this machine says that name. */
  private static boolean toThisMachine(HttpServerRequest request) {
    HostAndPort asked = request.authority();
    return asked != null
        && (LOOPBACK.contains(asked.host()) || asked.host().matches("127(\\.[0-9]{1,3}){3}"));
  }
}
