package dev.infill.common.jdbc;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Logs in to shards. Passwords are read here, for each login, and kept nowhere. */
public final class ShardConnections {
  /** The code of a failure: a pooler stands between us and the server. */
  public static final String POOLED = "infill.pooled-connections";

  /** The code of a failure: the server is another one than its URL's engine. */
  public static final String NOT_MYSQL = "infill.not-mysql";

  private final Secrets secrets;
  private final String role;

  /**
   * @param secrets finds the shards' passwords
   * @param role what logs in, such as {@code worker}; the server shows it as {@code infill worker}
   */
  public ShardConnections(Secrets secrets, String role) {
    this.secrets = secrets;
    this.role = role;
  }

  /**
   * A connection of its own, in autocommit; the caller closes it.
   *
   * @throws ShardFailure TRANSIENT when the server can't be reached, PERMANENT when it refuses the
   *     login
   */
  public Connection open(ShardAddress shard, SessionKind kind) throws ShardFailure {
    try {
      return source(shard, kind).getConnection();
    } catch (SQLException e) {
      throw refused(shard, e);
    }
  }

  /**
   * Makes sure that the shard's URL does not list a newer primary than the one connected to. To be
   * asked before something is changed that would be of no use on the old one.
   *
   * @throws ShardFailure TRANSIENT when it does
   */
  public void refuseOldPrimary(ShardAddress shard, Connection connection) throws ShardFailure {
    try {
      switch (shard.engine()) {
        case POSTGRESQL ->
            OtherPrimaries.check(
                shard,
                new PostgresSessionSource(shard, SessionKind.SCHEMA, secrets, name()),
                connection);
        case MYSQL ->
            OtherMySqlPrimaries.check(
                shard,
                new MySqlSessionSource(shard, SessionKind.SCHEMA, secrets, name()),
                connection);
      }
    } catch (SQLException e) {
      throw new Failures(Dialects.of(shard.engine()))
          .ofSchema(e, false, "can't ask the servers of shard " + shard.id());
    }
  }

  /** Makes connections for a pool. */
  DataSource source(ShardAddress shard, SessionKind kind) throws ShardFailure {
    try {
      secrets.resolve(shard.password());
    } catch (MissingSecretException e) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.secret",
          "no password for shard " + shard.id() + ": " + e.getMessage());
    }
    try {
      return switch (shard.engine()) {
        case POSTGRESQL -> new PostgresSessionSource(shard, kind, secrets, name());
        case MYSQL -> new MySqlSessionSource(shard, kind, secrets, name());
      };
    } catch (IllegalArgumentException e) {
      // Not with the cause, whose message holds the URL.
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.url",
          "the URL of shard " + shard.id() + " is none of the JDBC driver for " + shard.engine());
    }
  }

  private String name() {
    return "infill " + role;
  }

  /** What a failed login means. */
  static ShardFailure refused(ShardAddress shard, SQLException e) {
    if (PooledException.isCauseOf(e)) {
      return new ShardFailure(
          FailureKind.PERMANENT,
          POOLED,
          "can't work on shard "
              + shard.id()
              + ": the connection goes through a connection pooler, and must go to the server itself");
    }
    if (e instanceof NotMySqlException) {
      return new ShardFailure(
          FailureKind.PERMANENT, NOT_MYSQL, "shard %s: %s".formatted(shard.id(), e.getMessage()));
    }
    return new Failures(Dialects.of(shard.engine()))
        .ofSchema(e, false, "can't connect to shard " + shard.id() + " as " + shard.user());
  }
}
