package dev.infill.common.jdbc;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.util.HostSpec;

/**
 * Whether a connection to one of several servers that a URL lists is one to an old primary, beside
 * which a standby was promoted: each promotion begins a timeline with a higher number.
 */
final class OtherPrimaries {
  /** Null for a standby, which has nothing to say. */
  private static final String STATE =
      """
      SELECT (SELECT system_identifier FROM pg_control_system())::text,
             CASE WHEN NOT pg_is_in_recovery()
                  THEN ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
             END
      """;

  /** Of a server; those of another system are none of our business. */
  private record Primary(HostSpec host, String system, long timeline) {}

  private OtherPrimaries() {}

  /**
   * Asks the other servers of the shard's URL, each in a session of its own.
   *
   * @throws ShardFailure TRANSIENT when one that answers is the newer primary
   */
  static void check(ShardAddress shard, PostgresSessionSource source, Connection connection)
      throws SQLException, ShardFailure {
    var servers = servers(source);
    if (servers.size() < 2) {
      return;
    }
    HostSpec here = connection.unwrap(PgConnection.class).getQueryExecutor().getHostSpec();
    Optional<Primary> ours = primary(here, connection);
    for (HostSpec server : servers) {
      if (ours.isPresent() && !server.equals(here)) {
        var theirs = asked(source, server);
        if (theirs.isPresent() && isNewer(theirs.get(), ours.get())) {
          throw new ShardFailure(
              FailureKind.TRANSIENT,
              "infill.old-primary",
              "shard %s has two primaries: %s on timeline %d, and %s, which took over, on timeline %d; shut the old one out"
                  .formatted(
                      shard.id(), here, ours.get().timeline(), server, theirs.get().timeline()));
        }
      }
    }
  }

  private static boolean isNewer(Primary theirs, Primary ours) {
    return theirs.system().equals(ours.system()) && theirs.timeline() > ours.timeline();
  }

  private static List<HostSpec> servers(PostgresSessionSource source) {
    var servers = new ArrayList<HostSpec>();
    for (int i = 0; i < source.getServerNames().length; i++) {
      servers.add(new HostSpec(source.getServerNames()[i], source.getPortNumbers()[i]));
    }
    return servers;
  }

  /** Empty where nobody answers, as is usual for a primary that was lost. */
  private static Optional<Primary> asked(PostgresSessionSource source, HostSpec server) {
    try (var connection = source.to(server)) {
      return primary(server, connection);
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  private static Optional<Primary> primary(HostSpec server, Connection connection)
      throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery(STATE)) {
      answer.next();
      long timeline = answer.getLong(2);
      return answer.wasNull()
          ? Optional.empty()
          : Optional.of(new Primary(server, answer.getString(1), timeline));
    }
  }
}
