package dev.infill.common.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a shard is and who logs in. Travels on topics, so it names the password's source and never
 * holds a password.
 *
 * @param id the shard
 * @param engine what runs there
 * @param url the JDBC URL, without credentials
 * @param user the role that logs in
 * @param password where the password is found: <code>${env:NAME}</code> or <code>${file:/path}
 *     </code>; empty for none
 */
public record ShardAddress(ShardId id, Engine engine, String url, String user, String password) {
  private static final Pattern DATABASE = Pattern.compile("jdbc:mysql://[^/]*/([^?#]+).*");

  /**
   * Where a table is that is named without a schema: {@code public} on PostgreSQL, and the database
   * that the URL names on MySQL; empty where it names none.
   */
  public Optional<String> schema() {
    if (engine == Engine.POSTGRESQL) {
      return Optional.of("public");
    }
    var matcher = DATABASE.matcher(url);
    return matcher.matches()
        ? Optional.of(URLDecoder.decode(matcher.group(1).replace("+", "%2B"), UTF_8))
        : Optional.empty();
  }
}
