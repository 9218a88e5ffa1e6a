package dev.infill.common.jdbc;

import dev.infill.common.message.FailureKind;
import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import dev.infill.common.shard.ShardFailure;
import java.sql.Connection;
import java.sql.SQLException;

/** Logs in to shards. Passwords are read here, for each login, and kept nowhere. */
public final class ShardConnections {
  /** The code of a failure: a pooler stands between us and the server. */
  public static final String POOLED = "infill.pooled-connections";

  private static final Failures FAILURES = new Failures(new PostgresDialect());

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
      OtherPrimaries.check(shard, source(shard, SessionKind.SCHEMA), connection);
    } catch (SQLException e) {
      throw FAILURES.ofSchema(e, false, "can't ask the servers of shard " + shard.id());
    }
  }

  /** Makes connections for a pool. */
  SessionSource source(ShardAddress shard, SessionKind kind) throws ShardFailure {
    if (shard.engine() != Engine.POSTGRESQL) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.engine-not-supported",
          "shard " + shard.id() + " is a " + shard.engine() + ", which is not supported");
    }
    try {
      secrets.resolve(shard.password());
    } catch (MissingSecretException e) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.secret",
          "no password for shard " + shard.id() + ": " + e.getMessage());
    }
    try {
      return new SessionSource(shard, kind, secrets, "infill " + role);
    } catch (IllegalArgumentException e) {
      // Not with the cause, whose message holds the URL.
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.url",
          "the URL of shard " + shard.id() + " is none of PostgreSQL's JDBC driver");
    }
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
    return FAILURES.ofSchema(
        e, false, "can't connect to shard " + shard.id() + " as " + shard.user());
  }
}
