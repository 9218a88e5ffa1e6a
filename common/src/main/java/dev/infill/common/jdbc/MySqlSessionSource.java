package dev.infill.common.jdbc;

import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.mysql.cj.jdbc.MysqlDataSource;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.mysql.OwnThread;
import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import java.io.Serial;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.regex.Pattern;

/**
 * Makes connections to one MySQL shard and sets their sessions. May be used from many threads.
 *
 * <p>Of several servers that the URL lists, the first that answers and may be written is taken. The
 * driver would go from one to another within a session, which then is not set as ours are.
 */
final class MySqlSessionSource extends MysqlDataSource {
  @Serial private static final long serialVersionUID = 1L;

  private static final int LOGIN_SECONDS = 10;

  /**
   * Behind what the URL says, which they override. Several statements go in one round trip, so
   * values are bound by the driver, and all is in a character set in which it does so safely.
   */
  private static final String DRIVER =
      String.join(
          "&",
          "allowMultiQueries=true",
          "useServerPrepStmts=false",
          "processEscapeCodesForPrepStmts=false",
          "characterEncoding=UTF-8",
          "connectionCollation=utf8mb4_0900_ai_ci",
          "connectTimeout=" + 1_000 * LOGIN_SECONDS,
          "useAffectedRows=false",
          "zeroDateTimeBehavior=EXCEPTION",
          "yearIsDateType=false",
          "tinyInt1isBit=false");

  private static final String SQL_MODE =
      "STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION";

  /**
   * Whatever the server or the user has set. A value that does not fit is refused and not bent; a
   * zero date that stands in a row is a value like any other. Texts of keys and times must read the
   * same whoever writes them. A lock is not waited for longer than the server's shortest time, nor
   * somebody's ALTER TABLE. Lists of keys may be long; notes are no warnings. A key that the server
   * made by itself is one like any other.
   */
  private static final String SETTINGS =
      """
      SET SESSION transaction_isolation = 'READ-COMMITTED',
          SESSION transaction_read_only = OFF,
          SESSION sql_mode = '%s',
          SESSION time_zone = '+00:00',
          SESSION innodb_lock_wait_timeout = 1,
          SESSION lock_wait_timeout = 10,
          SESSION group_concat_max_len = 4194304,
          SESSION max_execution_time = 0,
          SESSION sql_notes = OFF,
          SESSION sql_safe_updates = OFF,
          SESSION sql_select_limit = DEFAULT,
          SESSION sql_auto_is_null = OFF,
          SESSION foreign_key_checks = ON,
          SESSION unique_checks = ON,
          SESSION lc_time_names = 'en_US',
          SESSION default_week_format = 0,
          SESSION div_precision_increment = 4
          /*!80030 , SESSION show_gipk_in_create_table_and_information_schema = ON */
      """
          .formatted(SQL_MODE);

  /**
   * A server that wants a primary key of each table refuses any ALTER of one that has none, as
   * older ones may. Not all servers know it; takes the privilege SESSION_VARIABLES_ADMIN, without
   * which the plan refuses such a table.
   */
  private static final String KEYLESS =
      "SET SESSION sql_notes = OFF /*!80013 , SESSION sql_require_primary_key = OFF */";

  private static final Pattern SESSION_VARIABLES = Pattern.compile("[?&]sessionVariables=([^&#]*)");

  private final transient ShardAddress shard;
  private final transient SessionKind kind;
  private final transient Secrets secrets;
  private final transient String applicationName;
  private final transient MySqlServers servers;

  MySqlSessionSource(
      ShardAddress shard, SessionKind kind, Secrets secrets, String applicationName) {
    this.shard = shard;
    this.kind = kind;
    this.secrets = secrets;
    this.applicationName = applicationName;
    this.servers = MySqlServers.of(shard.url());
    String url = shard.url();
    if (!url.startsWith("jdbc:mysql:")) {
      throw new IllegalArgumentException("none of MySQL's driver: " + url);
    }
    setUrl(
        url
            + (url.contains("?") ? "&" : "?")
            + DRIVER
            + "&sessionVariables="
            + sessionVariables(url)
            + "&connectionAttributes=program_name:"
            + applicationName.replace(" ", "%20"));
  }

  /**
   * The driver looks once, at first, how texts are quoted, and takes what the server is set to for
   * what holds; so ours has to be there before.
   */
  private static String sessionVariables(String url) {
    String ours = encode("sql_mode='" + SQL_MODE + "'", UTF_8);
    var given = SESSION_VARIABLES.matcher(url);
    return given.find() ? given.group(1) + encode(",", UTF_8) + ours : ours;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return servers.several() ? toPrimary() : toServer();
  }

  /** The servers that the URL lists. */
  MySqlServers servers() {
    return servers;
  }

  /** A connection to one of them, whatever it is. */
  Connection to(String server) throws SQLException {
    var address =
        new ShardAddress(
            shard.id(), shard.engine(), servers.url(server), shard.user(), shard.password());
    return new MySqlSessionSource(address, kind, secrets, applicationName).toServer();
  }

  private Connection toPrimary() throws SQLException {
    var none =
        new SQLNonTransientConnectionException("no server of the list may be written", "08001");
    for (String server : servers.names()) {
      try {
        var connection = to(server);
        if (isPrimary(connection)) {
          return connection;
        }
        connection.close();
      } catch (NotMySqlException e) {
        throw e;
      } catch (SQLException e) {
        none.addSuppressed(e);
      }
    }
    throw none.getSuppressed().length == servers.names().size()
        ? (SQLException) none.getSuppressed()[0]
        : none;
  }

  private static boolean isPrimary(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var answer = statement.executeQuery("SELECT @@GLOBAL.read_only")) {
      answer.next();
      return !answer.getBoolean(1);
    }
  }

  private Connection toServer() throws SQLException {
    var connection = getConnection(shard.user(), password());
    try (var statement = connection.createStatement()) {
      String version = connection.getMetaData().getDatabaseProductVersion();
      if (version.contains("MariaDB")) {
        throw new NotMySqlException(version);
      }
      statement.execute(SETTINGS);
      if (connection.getCatalog() == null || connection.getCatalog().isEmpty()) {
        // A table of JSON can't be read where no database is chosen, whichever.
        connection.setCatalog("information_schema");
      }
      ifAllowed(connection, KEYLESS);
      if (kind == SessionKind.ROWS) {
        // Where it is not allowed, our writes are known by what they change, which costs more.
        ifAllowed(connection, OwnThread.TAKE);
      }
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

  private static void ifAllowed(Connection connection, String set) throws SQLException {
    // A statement that was made before a database was chosen would choose none again.
    try (var statement = connection.createStatement()) {
      statement.execute(set);
    } catch (SQLException e) {
      if (e.getErrorCode() != OwnThread.NOT_ALLOWED) {
        throw e;
      }
    }
  }

  /** The pool waits so long for a login that is under way when it is closed. */
  @Override
  public int getLoginTimeout() {
    return LOGIN_SECONDS;
  }

  private String password() throws SQLException {
    try {
      return secrets.resolve(shard.password());
    } catch (MissingSecretException e) {
      throw new SQLException(e.getMessage(), "28000", e);
    }
  }
}
