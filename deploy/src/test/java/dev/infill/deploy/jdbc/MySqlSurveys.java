package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.message.Finding;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.deploy.local.MySqlSettings;
import dev.infill.deploy.testing.MySqlVersionProxy;
import dev.infill.deploy.testing.PoorMySql;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Plans on MySQL, on servers and in sessions as they should not be. */
abstract class MySqlSurveys implements Provocations {
  private static final String[] TABLES = {
    "CREATE TABLE people (id bigint PRIMARY KEY AUTO_INCREMENT, email varchar(50), at datetime)",
    "CREATE VIEW a_view AS SELECT id, email FROM people",
    "CREATE TABLE locking (id int PRIMARY KEY, email varchar(50)) ENGINE=MyISAM",
    "CREATE TABLE pressed (id int PRIMARY KEY, email varchar(50)) ROW_FORMAT=COMPRESSED",
    "CREATE TABLE parted (id int PRIMARY KEY, email varchar(50)) PARTITION BY HASH (id) PARTITIONS 2",
    "CREATE TABLE keyless (id int, email varchar(50))",
    "CREATE TABLE apart (id int NOT NULL UNIQUE, email varchar(50))",
    "CREATE TABLE float_key (id float PRIMARY KEY, email varchar(50))",
    "CREATE TABLE had (id int PRIMARY KEY, email varchar(50), c text, INDEX had_i (email))",
    "CREATE TABLE codes (code varchar(50) PRIMARY KEY)",
    "CREATE TABLE pointing (code varchar(50), CONSTRAINT had_c_fkey FOREIGN KEY (code) REFERENCES codes (code))",
    "CREATE TABLE made (id int PRIMARY KEY, email varchar(50), low varchar(50) GENERATED ALWAYS AS (lower(email)) VIRTUAL)",
    "CREATE TABLE watched (id int PRIMARY KEY, email varchar(50))",
    "CREATE TRIGGER nothing BEFORE UPDATE ON watched FOR EACH ROW SET @nothing = 1",
  };

  /** Enough for the table, and not for all that may come at the end. */
  static final String ON_DATABASE =
      "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, TRIGGER, CREATE TEMPORARY TABLES ON *";

  final RowServer server;
  final TestDatabase database;
  private Optional<PoorMySql> poor = Optional.empty();

  MySqlSurveys(TestDatabase database, RowServer server) throws SQLException {
    this.database = database;
    this.server = server;
    database.execute(TABLES);
  }

  @Override
  public void close() {
    poor.ifPresent(PoorMySql::close);
  }

  static MigrationSpec on(TestDatabase database, SpecMaker maker) {
    return MySqlSpecs.moved(maker, database.name());
  }

  static MigrationSpec rebuilding(MigrationSpec spec) {
    var limits = spec.limits();
    return new MigrationSpec(
        spec.name(),
        spec.table(),
        spec.columns(),
        spec.indexes(),
        spec.writers(),
        new LimitsSpec(
            limits.rangesInFlight(),
            limits.rangeRows(),
            limits.chunkTarget(),
            limits.lockTimeout(),
            limits.scatter(),
            limits.pace(),
            limits.vacuum(),
            true));
  }

  List<Finding> survey(SpecMaker maker) throws ShardFailure {
    return survey(database, maker);
  }

  static List<Finding> survey(TestDatabase database, SpecMaker maker) throws ShardFailure {
    return survey(database, on(database, maker));
  }

  static List<Finding> survey(TestDatabase database, MigrationSpec spec) throws ShardFailure {
    return survey(database, spec, database.user());
  }

  static List<Finding> survey(TestDatabase database, MigrationSpec spec, String user)
      throws ShardFailure {
    return new MySqlSchemaStore(Shards.connections(database, "test"))
        .survey(spec, Shards.address(database, user))
        .findings();
  }

  /** By a plan, which tells more than a survey. */
  List<Finding> planned(SpecMaker maker) throws ShardFailure {
    return Planners.of(database)
        .plan(rebuilding(on(database, maker)), Shards.address(database))
        .findings();
  }

  /** A later server speaks as the newest does. */
  static List<Finding> asLater() throws Exception {
    try (var newest = TestMySql.newest().database()) {
      newest.execute(TABLES);
      return asVersion(newest, "99.0.0");
    }
  }

  /** The same server under another number. */
  static List<Finding> asVersion(TestDatabase database, String version) throws Exception {
    int port = Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (var proxy = new MySqlVersionProxy(port, version)) {
      String url =
          database.url().replace(":" + port + "/", ":" + proxy.port() + "/") + "&sslMode=DISABLED";
      return survey(
          new TestDatabase(database.name(), url, database.user(), database.password(), url),
          SpecMaker.people());
    }
  }

  MySqlSettings settings() {
    return server == RowServer.MYSQL_9 ? TestMySql.packaged() : TestMySql.bundled();
  }

  List<Finding> withoutLog() throws Exception {
    try (var other = new PoorMySql(settings().with("skip-log-bin", "ON"))) {
      other.database().execute(TABLES);
      return survey(other.database(), SpecMaker.people());
    }
  }

  /** One that names no transactions, leaves its databases out of the log, and cascades unseen. */
  PoorMySql poor() throws Exception {
    if (poor.isEmpty()) {
      poor =
          Optional.of(
              new PoorMySql(
                  settings()
                      .with("gtid-mode", "OFF")
                      .with("enforce-gtid-consistency", "OFF")
                      .with("binlog-ignore-db", "poor")
                      .with("loose-innodb-native-foreign-keys", "ON")));
      poor.get().database().execute(TABLES);
    }
    return poor.get();
  }

  List<Finding> whilePoor(String setting, String back) throws Exception {
    return whilePoor(setting, back, SpecMaker.people());
  }

  /** The log tells of a row that was, and is no key of, nothing. */
  List<Finding> withSmallImages() throws Exception {
    return whilePoor(
        "binlog_row_image = 'MINIMAL'",
        "binlog_row_image = 'FULL'",
        SpecMaker.people().lookup("apart", "apart.email = people.email"));
  }

  private List<Finding> whilePoor(String setting, String back, SpecMaker spec) throws Exception {
    var other = poor().database();
    other.execute("SET GLOBAL " + setting);
    try {
      return survey(other, spec);
    } finally {
      other.execute("SET GLOBAL " + back);
    }
  }

  /** Where the server may take no memory to look for ranges of an index. */
  List<Finding> withoutRanges() throws Exception {
    database.execute(
        "CREATE TABLE many (id int PRIMARY KEY, email varchar(50))",
        """
        INSERT INTO many
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT /*+ SET_VAR(cte_max_recursion_depth = 100000) */ i, i FROM n
        """,
        "ANALYZE TABLE many",
        "SET GLOBAL range_optimizer_max_mem_size = 1");
    try {
      return survey(SpecMaker.people().table("many").constraints(false, "", ""));
    } finally {
      database.execute("SET GLOBAL range_optimizer_max_mem_size = DEFAULT");
    }
  }

  /** Neither from a row to what it looks up, nor back. */
  List<Finding> withoutIndexes() throws Exception {
    String rows =
        """
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
        SELECT /*+ SET_VAR(cte_max_recursion_depth = 100000) */ i, REPEAT('x', 90), i FROM n
        """;
    database.execute(
        "CREATE TABLE rows_of_many (id int PRIMARY KEY, email varchar(100), n int)",
        "CREATE TABLE many_codes (id int PRIMARY KEY, name varchar(100), n int)",
        "INSERT INTO rows_of_many " + rows,
        "INSERT INTO many_codes " + rows,
        "ANALYZE TABLE rows_of_many, many_codes");
    return survey(
        SpecMaker.people()
            .table("rows_of_many")
            .constraints(false, "", "")
            .column(
                "varchar(100)", "(SELECT MAX(m.name) FROM many_codes m WHERE m.n = rows_of_many.n)")
            .lookup("many_codes", "many_codes.n = rows_of_many.n"));
  }

  List<Finding> cascading() throws Exception {
    var other = poor().database();
    other.execute(
        "CREATE TABLE mails (mail varchar(50) PRIMARY KEY)",
        """
        CREATE TABLE mailed (id int PRIMARY KEY, email varchar(50),
          FOREIGN KEY (email) REFERENCES mails (mail) ON UPDATE CASCADE)
        """);
    return survey(other, SpecMaker.people().table("mailed"));
  }

  List<Finding> withPrepared() throws Exception {
    try (var other = database.connect();
        var statement = other.createStatement()) {
      statement.execute("XA START 'forgotten'");
      statement.execute("INSERT INTO people (email) VALUES ('x')");
      statement.execute("XA END 'forgotten'");
      statement.execute("XA PREPARE 'forgotten'");
    }
    try {
      return survey(SpecMaker.people());
    } finally {
      database.execute("XA ROLLBACK 'forgotten'");
    }
  }

  /** While another session of an application did something. */
  List<Finding> beside(String sql) throws Exception {
    try (var other = database.connect();
        var statement = other.createStatement()) {
      statement.execute(sql);
      return survey(SpecMaker.people());
    }
  }

  List<Finding> wide() throws Exception {
    var columns = new StringBuilder("CREATE TABLE wide (id int PRIMARY KEY, email varchar(50)");
    for (int i = 2; i < 1016; i++) {
      columns.append(", c").append(i).append(" tinyint");
    }
    database.execute(columns.append(")").toString());
    return survey(SpecMaker.people().table("wide"));
  }

  /** One that reports a host where nobody answers. */
  List<Finding> withReplica() throws Exception {
    var source = poor().database();
    try (var replica =
        new PoorMySql(
            settings()
                .with("server-id", "2")
                .with("gtid-mode", "OFF")
                .with("enforce-gtid-consistency", "OFF")
                .with("report-host", "127.0.0.2"))) {
      replica.follow(source);
      return survey(source, SpecMaker.people());
    }
  }

  /** Of a user who may not set that aside. */
  List<Finding> whilePrimaryKeysAreRequired() throws Exception {
    var other = poor().database();
    other.execute("SET GLOBAL sql_require_primary_key = ON");
    try {
      return asUser(other, ON_DATABASE, SpecMaker.people().table("apart"));
    } finally {
      other.execute("SET GLOBAL sql_require_primary_key = OFF");
    }
  }

  List<Finding> asUser(String granted, SpecMaker maker) throws Exception {
    return asUser(database, granted, maker);
  }

  /** A user who may do just that. */
  static List<Finding> asUser(TestDatabase database, String granted, SpecMaker maker)
      throws Exception {
    String user = database.name() + "_poor";
    database.execute(
        "CREATE USER %s IDENTIFIED BY '%s'".formatted(user, database.password()),
        "GRANT " + granted + " TO " + user);
    try {
      return survey(database, on(database, maker), user);
    } finally {
      database.execute("DROP USER " + user);
    }
  }
}
