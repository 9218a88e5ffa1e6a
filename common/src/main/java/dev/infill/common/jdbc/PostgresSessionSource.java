package dev.infill.common.jdbc;

import dev.infill.common.model.ShardAddress;
import dev.infill.common.postgres.SqlStates;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.util.HostSpec;

/**
 * Makes connections to one PostgreSQL shard and sets their sessions. May be used from many threads.
 */
final class PostgresSessionSource extends PGSimpleDataSource {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * Whatever the role or the database has set. Texts of keys must read the same whoever writes
   * them, nobody's timeout but ours may end a step, and a session must not outlive us. What a
   * commit of ours wrote must not be lost in a crash: no change stream would tell that it was.
   */
  private static final String SETTINGS =
      """
      SET standard_conforming_strings = on;
      SET timezone = 'UTC';
      SET datestyle = 'ISO, MDY';
      SET intervalstyle = 'postgres';
      SET bytea_output = 'hex';
      SET extra_float_digits = 1;
      SET default_transaction_isolation = 'read committed';
      SET default_transaction_read_only = off;
      SET default_transaction_deferrable = off;
      SET statement_timeout = 0;
      SET lock_timeout = 0;
      SET idle_in_transaction_session_timeout = '60s';
      SET row_security = off;
      SET array_nulls = on;
      SET transform_null_equals = off;
      SELECT set_config('synchronous_commit', 'local', false)
       WHERE current_setting('synchronous_commit') = 'off';
      SELECT set_config(name, '0', false)
        FROM (VALUES ('idle_session_timeout'), ('transaction_timeout')) AS timeouts(name)
       WHERE current_setting(name, true) IS NOT NULL;
      """;

  private static final String ROW_SETTINGS =
      """
      SET jit = off;
      SET plan_cache_mode = force_custom_plan;
      SET enable_seqscan = off;
      SET max_parallel_workers_per_gather = 0;
      """;

  private static final Set<String> NOT_TO_BE_HAD =
      Set.of("22023", SqlStates.INSUFFICIENT_PRIVILEGE);

  private static final int HOST_RECHECK_SECONDS = 1;

  /** A server that does not answer within this is not there. */
  private static final int ASK_SECONDS = 2;

  private final transient ShardAddress shard;
  private final transient SessionKind kind;
  private final transient Secrets secrets;

  PostgresSessionSource(
      ShardAddress shard, SessionKind kind, Secrets secrets, String applicationName) {
    this.shard = shard;
    this.kind = kind;
    this.secrets = secrets;
    setUrl(shard.url());
    if (getServerNames().length > 1) {
      // Whatever the URL says: nothing of ours works on a standby.
      setTargetServerType("primary");
    }
    // A standby that was just promoted is no standby any more.
    setHostRecheckSeconds(HOST_RECHECK_SECONDS);
    setApplicationName(applicationName);
    setConnectTimeout(10);
    setTcpKeepAlive(true);
    setAutosave(AutoSave.NEVER);
    setPreferQueryMode(PreferQueryMode.EXTENDED);
    setReWriteBatchedInserts(false);
    // A text then takes the type of its cast, and is read by that type's own rules.
    setStringType("unspecified");
    setLogServerErrorDetail(false);
  }

  @Override
  public Connection getConnection() throws SQLException {
    var connection = getConnection(shard.user(), password());
    try {
      PooledException.check(connection);
      set(connection);
      return connection;
    } catch (SQLException | RuntimeException e) {
      try {
        connection.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  /** A connection to one of the servers that the URL lists, whatever it is, with nothing set. */
  Connection to(HostSpec server) throws SQLException {
    var one = new PGSimpleDataSource();
    one.setUrl(shard.url());
    one.setServerNames(new String[] {server.getHost()});
    one.setPortNumbers(new int[] {server.getPort()});
    one.setTargetServerType("any");
    one.setApplicationName(getApplicationName());
    one.setConnectTimeout(ASK_SECONDS);
    one.setSocketTimeout(ASK_SECONDS);
    return one.getConnection(shard.user(), password());
  }

  private void set(Connection connection) throws SQLException {
    int version = connection.getMetaData().getDatabaseMajorVersion();
    try (var statement = connection.createStatement()) {
      statement.execute(kind == SessionKind.SCHEMA ? SETTINGS : SETTINGS + ROW_SETTINGS);
    }
    if (version >= 14) {
      where(connection, "SET client_connection_check_interval = '5s'");
    }
    if (kind == SessionKind.ROWS) {
      // Of two that wait for each other the first to look gives up: let it be us.
      where(connection, "SET deadlock_timeout = '5ms'");
    }
    if (version >= 16 && kind == SessionKind.ROWS) {
      ReplicationOrigins.take(connection);
    }
  }

  /**
   * Sets what is good to have where it can be had: some platforms can't watch a client, and only
   * privileged roles may look for deadlocks sooner.
   */
  private static void where(Connection connection, String setting) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(setting);
    } catch (SQLException e) {
      if (!NOT_TO_BE_HAD.contains(e.getSQLState())) {
        throw e;
      }
    }
  }

  private String password() throws SQLException {
    try {
      return secrets.resolve(shard.password());
    } catch (MissingSecretException e) {
      throw new SQLException(e.getMessage(), "28000", e);
    }
  }
}
