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
  private static final Pattern SCHEMA = Pattern.compile("[?&]currentSchema=([^&,]+)(&|$)");
  private static final Pattern DATABASE = Pattern.compile("jdbc:mysql://[^/]*/([^?#]+).*");

  /**
   * Where a table is that is named without a schema: on PostgreSQL in the {@code currentSchema} of
   * the URL, or {@code public}; on MySQL in the database that the URL names. Empty where it names
   * none.
   */
  public Optional<String> schema() {
    if (engine == Engine.POSTGRESQL) {
      var matcher = SCHEMA.matcher(url);
      return Optional.of(matcher.find() ? decoded(matcher.group(1)) : "public");
    }
    var matcher = DATABASE.matcher(url);
    return matcher.matches() ? Optional.of(decoded(matcher.group(1))) : Optional.empty();
  }

  /** The database, by its URL without parameters: schemas of one are shards of one database. */
  public String database() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
  }
}
