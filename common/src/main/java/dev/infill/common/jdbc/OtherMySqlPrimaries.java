package dev.infill.common.jdbc;

import com.mysql.cj.jdbc.JdbcConnection;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether a connection to one of several MySQL servers that a URL lists is one to an old primary,
 * beside which a replica was promoted. Transactions are named after the server that they were first
 * committed on: a replica that took over has those of the old primary, and some of its own that
 * that one lacks. Where transactions have no names that can't be told.
 */
final class OtherMySqlPrimaries {
  private static final String STATE =
      """
      SELECT @@GLOBAL.server_uuid, @@GLOBAL.gtid_executed,
             NOT @@GLOBAL.read_only AND @@GLOBAL.gtid_mode = 'ON'
      """;

  /** Whether one has transactions of the other's, and those of its own that the other lacks. */
  private static final String TOOK_OVER =
      "SELECT LOCATE(?, ?) > 0 AND LOCATE(?, GTID_SUBTRACT(?, ?)) > 0";

  /**
   * One that may be written.
   *
   * @param executed all that is committed on it
   */
  private record Primary(String server, String uuid, String executed) {}

  private OtherMySqlPrimaries() {}

  /**
   * Asks the other servers of the shard's URL, each in a session of its own.
   *
   * @throws ShardFailure TRANSIENT when one that answers took over from the one connected to, or
   *     each has what the other lacks
   */
  static void check(ShardAddress shard, MySqlSessionSource source, Connection connection)
      throws SQLException, ShardFailure {
    if (!source.servers().several()) {
      return;
    }
    String here = connection.unwrap(JdbcConnection.class).getHostPortPair();
    Optional<Primary> ours = primary(here, connection);
    for (String server : source.servers().names()) {
      if (ours.isPresent()) {
        var theirs = asked(source, server).filter(p -> !p.uuid().equals(ours.get().uuid()));
        if (theirs.isPresent() && tookOver(connection, theirs.get(), ours.get())) {
          throw new ShardFailure(
              FailureKind.TRANSIENT,
              "infill.old-primary",
              "shard %s has two primaries: %s, and %s, which has transactions of its own that the first lacks; shut the old one out"
                  .formatted(shard.id(), here, server));
        }
      }
    }
  }

  private static boolean tookOver(Connection connection, Primary theirs, Primary ours)
      throws SQLException {
    try (var compare = connection.prepareStatement(TOOK_OVER)) {
      compare.setString(1, ours.uuid());
      compare.setString(2, theirs.executed());
      compare.setString(3, theirs.uuid());
      compare.setString(4, theirs.executed());
      compare.setString(5, ours.executed());
      try (var answer = compare.executeQuery()) {
        answer.next();
        return answer.getBoolean(1);
      }
    }
  }

  /** Empty where nobody answers, as is usual for a primary that was lost. */
  private static Optional<Primary> asked(MySqlSessionSource source, String server) {
    try (var connection = source.to(server)) {
      return replicates(connection) ? Optional.empty() : primary(server, connection);
    } catch (SQLException e) {
      return Optional.empty();
    }
  }

  /** A replica that may be written is none the less one. */
  private static boolean replicates(Connection connection) throws SQLException {
    var version = connection.getMetaData();
    boolean renamed =
        version.getDatabaseMajorVersion() > 8 || version.getDatabaseMinorVersion() >= 4;
    try (var statement = connection.createStatement();
        var channels =
            statement.executeQuery(renamed ? "SHOW REPLICA STATUS" : "SHOW SLAVE STATUS")) {
      while (channels.next()) {
        if (!channels.getString(renamed ? "Replica_IO_Running" : "Slave_IO_Running").equals("No")) {
          return true;
        }
      }
      return false;
    }
  }

  private static Optional<Primary> primary(String server, Connection connection)
      throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery(STATE)) {
      answer.next();
      return answer.getBoolean(3)
          ? Optional.of(new Primary(server, answer.getString(1), answer.getString(2)))
          : Optional.empty();
    }
  }
}
