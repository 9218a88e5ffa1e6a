package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.deploy.local.MySqlSettings;
import dev.infill.deploy.testing.MySqlVersionProxy;
import dev.infill.deploy.testing.PoorMySql;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * On MySQL. A new code does not compile before somebody says so here; most take a table in {@link
 * #TABLES} and a line below.
 */
final class MySqlProvocations implements Provocations {
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

  /** What only PostgreSQL has. */
  static final Set<FindingCode> UNKNOWN =
      EnumSet.of(
          FindingCode.POOLED_CONNECTIONS,
          FindingCode.WAL_LEVEL,
          FindingCode.NO_FREE_SLOT,
          FindingCode.NO_FREE_WALSENDER,
          FindingCode.NOT_OWNER,
          FindingCode.NO_SCHEMA_PRIVILEGE,
          FindingCode.NO_SCHEMA_CREATE_PRIVILEGE,
          FindingCode.ROW_LEVEL_SECURITY,
          FindingCode.PARTITION,
          FindingCode.PARTITION_FOREIGN,
          FindingCode.PARTITION_NOT_OWNED,
          FindingCode.PARTITION_IDENTITY,
          FindingCode.INHERITED,
          FindingCode.TYPED_TABLE,
          FindingCode.UNLOGGED,
          FindingCode.REWRITE_RULE,
          FindingCode.IDENTITY_GENERATED,
          FindingCode.KEY_STORED_APART,
          FindingCode.COLUMNS_ALIKE,
          FindingCode.VALUE_WHOLE_ROW,
          FindingCode.LOOKUP_VIA,
          FindingCode.LOOKUP_IDENTITY,
          FindingCode.LOOKUP_NO_INDEX,
          FindingCode.BRIDGE_TRIGGER_ORDER,
          FindingCode.PUBLISHED,
          FindingCode.LOOKUP_UNREAD,
          FindingCode.REPLICA_IDENTITY);

  /** Enough for the table, and not for all that may come at the end. */
  private static final String ON_DATABASE =
      "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, TRIGGER, CREATE TEMPORARY TABLES ON *";

  private final TestDatabase database;
  private final RowServer server;
  private Optional<PoorMySql> poor = Optional.empty();

  MySqlProvocations(TestDatabase database, RowServer server) throws SQLException {
    this.database = database;
    this.server = server;
    database.execute(TABLES);
  }

  @Override
  public Set<FindingCode> unknown() {
    var unknown = EnumSet.copyOf(UNKNOWN);
    if (!server.hasChecks()) {
      unknown.add(FindingCode.WRITERS_LOCKED_OUT);
      unknown.add(FindingCode.PRIMARY_KEY_REQUIRED);
    }
    return unknown;
  }

  @Override
  public void close() {
    poor.ifPresent(PoorMySql::close);
  }

  @Override
  public List<Finding> of(FindingCode code) throws Exception {
    var people = SpecMaker.people();
    var brief = people.column("varchar(50)", "email");
    return switch (code) {
      case POOLED_CONNECTIONS,
          WAL_LEVEL,
          NO_FREE_SLOT,
          NO_FREE_WALSENDER,
          NOT_OWNER,
          NO_SCHEMA_PRIVILEGE,
          NO_SCHEMA_CREATE_PRIVILEGE,
          ROW_LEVEL_SECURITY,
          PARTITION,
          PARTITION_FOREIGN,
          PARTITION_NOT_OWNED,
          PARTITION_IDENTITY,
          INHERITED,
          TYPED_TABLE,
          UNLOGGED,
          REWRITE_RULE,
          IDENTITY_GENERATED,
          KEY_STORED_APART,
          COLUMNS_ALIKE,
          VALUE_WHOLE_ROW,
          LOOKUP_VIA,
          LOOKUP_IDENTITY,
          LOOKUP_NO_INDEX,
          BRIDGE_TRIGGER_ORDER,
          PUBLISHED,
          LOOKUP_UNREAD,
          REPLICA_IDENTITY ->
          throw new IllegalArgumentException("not of MySQL: " + code);
      case ENGINE_NOT_SUPPORTED -> asVersion(database, "11.4.2-MariaDB");
      case SERVER_VERSION -> asVersion(database, "8.0.11");
      case SERVER_VERSION_UNTRIED -> asLater();
      case BINLOG_OFF -> withoutLog();
      case STANDBY -> whilePoor("read_only = ON", "read_only = OFF");
      case BINLOG_FORMAT -> whilePoor("binlog_format = 'STATEMENT'", "binlog_format = 'ROW'");
      case BINLOG_PARTIAL_JSON ->
          whilePoor("binlog_row_value_options = PARTIAL_JSON", "binlog_row_value_options = ''");
      case COMMIT_ORDER -> whilePoor("binlog_order_commits = OFF", "binlog_order_commits = ON");
      case BINLOG_EXPIRES_SOON ->
          whilePoor("binlog_expire_logs_seconds = 3600", "binlog_expire_logs_seconds = 2592000");
      case NO_INDEX_PLAN -> withoutRanges();
      case VIRTUAL_COLUMN, STORED_COLUMN, NO_FORECAST -> planned(brief);
      case REPLICA_LAG_UNREAD -> withReplica();
      case BINLOG_FILTERED -> survey(poor().database(), people);
      case CASCADE_UNLOGGED -> cascading();
      case NO_REPLICATION_PRIVILEGE,
          NO_CREATE_PRIVILEGE,
          NO_TABLE_PRIVILEGE,
          NO_TEMPORARY_PRIVILEGE,
          NO_MONITOR_PRIVILEGE,
          OWN_WRITES_UNMARKED ->
          asUser("SELECT (id) ON people", people);
      case NO_REFERENCES_PRIVILEGE ->
          asUser(ON_DATABASE, brief.references("codes", Action.NO_ACTION));
      case BRIDGE_CREATOR_NOT_TRUSTED -> asUser(ON_DATABASE, people.gate(Gate.TRIGGER));
      case LONG_TRANSACTIONS -> withPrepared();
      case TABLE_LOCKED -> beside("LOCK TABLES people READ");
      case UNLOGGED_SESSIONS -> beside("SET SESSION sql_log_bin = OFF");
      case TABLE_MISSING -> survey(people.table("nosuch"));
      case NOT_A_TABLE -> survey(people.table("a_view"));
      case TABLE_ENGINE -> survey(people.table("locking"));
      case COLUMN_NEEDS_REBUILD -> survey(people.table("pressed"));
      case COLUMN_REBUILDS -> survey(database, rebuilding(on(database, people.table("pressed"))));
      case TOO_MANY_COLUMNS -> wide();
      case PARTITIONED -> survey(people.table("parted"));
      case NO_KEY -> survey(people.table("keyless"));
      case KEY_TYPE -> survey(people.table("float_key"));
      case PRIMARY_KEY_REQUIRED -> whilePrimaryKeysAreRequired();
      case COLUMN_EXISTS -> survey(people.table("had"));
      case NAME_TOO_LONG -> survey(named("x".repeat(65)));
      case BAD_NAME -> survey(named(" "));
      case BAD_TYPE -> survey(people.column("nosuch", "email"));
      case TYPE_NOT_COMPARABLE -> survey(people.column("float", "id"));
      case UNKNOWN_COLUMN -> survey(people.value("lower(mail)"));
      case VALUE_NOT_AN_EXPRESSION -> survey(people.value("@nothing"));
      case VALUE_SUBQUERY -> survey(people.value("(SELECT max(name) FROM codes)"));
      case VALUE_AGGREGATE -> survey(people.value("max(email)"));
      case VALUE_VOLATILE -> survey(people.value("concat(email, now())"));
      case VALUE_STABLE -> survey(people.value("date_format(at, '%M')"));
      case VALUE_WRONG_TYPE -> survey(people.column("int", "lower(email)"));
      case LOOKUP_TABLE -> survey(people.lookup("codes", "codes.code = email"));
      case BAD_PACE_QUERY ->
          survey(database, Paces.in(on(database, people), Paces.asking("SELECT nosuch")));
      case INDEX_EXISTS -> survey(people.table("had").index("had_i", false, "c"));
      case CONSTRAINT_EXISTS -> survey(brief.table("had").references("codes", Action.NO_ACTION));
      case BAD_DEFAULT -> survey(people.constraints(false, "nosuch(1)", ""));
      case BAD_CHECK -> survey(people.constraints(false, "", "nosuch > 1"));
      case INDEX_COLUMN_MISSING -> survey(people.index("i", false, "c", "nosuch"));
      case INDEX_TYPE -> survey(people.index("i", false, "c"));
      case BAD_INDEX -> survey(brief.index(partial()));
      case UNIQUE_WITHOUT_PARTITION_KEY -> survey(brief.table("parted").index("i", true, "c"));
      case BAD_REFERENCE -> survey(brief.references("keyless", Action.NO_ACTION));
      case REFERENCE_WRITES -> survey(brief.references("codes", Action.SET_NULL));
      case CONSTRAINT_NEEDS_REBUILD -> survey(people);
      case CONSTRAINT_REBUILDS -> survey(database, rebuilding(on(database, people)));
      case WRITERS_LOCKED_OUT ->
          survey(database, rebuilding(on(database, brief.constraints(false, "", "c <> ''"))));
      case BRIDGE_NOT_PROVEN -> survey(people.gate(Gate.TRIGGER));
      case BRIDGE_GENERATED_COLUMN ->
          survey(people.table("made").value("concat(low, 1)").gate(Gate.TRIGGER));
      case BRIDGE_SESSION_SETTINGS ->
          survey(people.value("date_format(at, '%M')").gate(Gate.TRIGGER));
      case BAD_BRIDGE -> survey(people.value("concat(id, email)").gate(Gate.TRIGGER));
      case UPDATE_TRIGGERS -> survey(people.table("watched"));
      case CONSTANT_DEFAULT -> survey(people.value("'x'"));
      case NEEDS_TRANSFORM -> survey(people.column(transformed("varchar(50)")));
      case TRANSFORM_NOT_SUPPORTED -> survey(people.column(transformed("varbinary(50)")));
    };
  }

  private static ColumnSpec transformed(String type) {
    return new ColumnSpec(
        "c",
        type,
        "",
        Sync.DERIVED,
        ConstraintsSpec.NONE,
        Optional.of(new TransformRule("email-domain", List.of("email"))));
  }

  private static SpecMaker named(String column) {
    return SpecMaker.people()
        .column(new ColumnSpec(column, "text", "email", Sync.DERIVED, ConstraintsSpec.NONE));
  }

  private static MigrationSpec on(TestDatabase database, SpecMaker maker) {
    return MySqlSpecs.moved(maker, database.name());
  }

  private static MigrationSpec rebuilding(MigrationSpec spec) {
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

  private List<Finding> survey(SpecMaker maker) throws ShardFailure {
    return survey(database, maker);
  }

  private static List<Finding> survey(TestDatabase database, SpecMaker maker) throws ShardFailure {
    return survey(database, on(database, maker));
  }

  private static List<Finding> survey(TestDatabase database, MigrationSpec spec)
      throws ShardFailure {
    return survey(database, spec, database.user());
  }

  private static List<Finding> survey(TestDatabase database, MigrationSpec spec, String user)
      throws ShardFailure {
    return new MySqlSchemaStore(Shards.connections(database, "test"))
        .survey(spec, Shards.address(database, user))
        .findings();
  }

  /** By a plan, which tells more than a survey. */
  private List<Finding> planned(SpecMaker maker) throws ShardFailure {
    return Planners.of(database)
        .plan(rebuilding(on(database, maker)), Shards.address(database))
        .findings();
  }

  /** A later server speaks as the newest does. */
  private static List<Finding> asLater() throws Exception {
    try (var newest = TestMySql.newest().database()) {
      newest.execute(TABLES);
      return asVersion(newest, "99.0.0");
    }
  }

  /** The same server under another number. */
  private static List<Finding> asVersion(TestDatabase database, String version) throws Exception {
    int port = Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (var proxy = new MySqlVersionProxy(port, version)) {
      String url =
          database.url().replace(":" + port + "/", ":" + proxy.port() + "/") + "&sslMode=DISABLED";
      return survey(
          new TestDatabase(database.name(), url, database.user(), database.password(), url),
          SpecMaker.people());
    }
  }

  private MySqlSettings settings() {
    return server == RowServer.MYSQL_9 ? TestMySql.packaged() : TestMySql.bundled();
  }

  private List<Finding> withoutLog() throws Exception {
    try (var other = new PoorMySql(settings().with("skip-log-bin", "ON"))) {
      other.database().execute(TABLES);
      return survey(other.database(), SpecMaker.people());
    }
  }

  /** One that names no transactions, leaves its databases out of the log, and cascades unseen. */
  private PoorMySql poor() throws Exception {
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

  private List<Finding> whilePoor(String setting, String back) throws Exception {
    var other = poor().database();
    other.execute("SET GLOBAL " + setting);
    try {
      return survey(other, SpecMaker.people());
    } finally {
      other.execute("SET GLOBAL " + back);
    }
  }

  /** Where the server may take no memory to look for ranges of an index. */
  private List<Finding> withoutRanges() throws Exception {
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

  private List<Finding> cascading() throws Exception {
    var other = poor().database();
    other.execute(
        "CREATE TABLE mails (mail varchar(50) PRIMARY KEY)",
        """
        CREATE TABLE mailed (id int PRIMARY KEY, email varchar(50),
          FOREIGN KEY (email) REFERENCES mails (mail) ON UPDATE CASCADE)
        """);
    return survey(other, SpecMaker.people().table("mailed"));
  }

  private List<Finding> withPrepared() throws Exception {
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
  private List<Finding> beside(String sql) throws Exception {
    try (var other = database.connect();
        var statement = other.createStatement()) {
      statement.execute(sql);
      return survey(SpecMaker.people());
    }
  }

  private List<Finding> wide() throws Exception {
    var columns = new StringBuilder("CREATE TABLE wide (id int PRIMARY KEY, email varchar(50)");
    for (int i = 2; i < 1016; i++) {
      columns.append(", c").append(i).append(" tinyint");
    }
    database.execute(columns.append(")").toString());
    return survey(SpecMaker.people().table("wide"));
  }

  /** One that reports a host where nobody answers. */
  private List<Finding> withReplica() throws Exception {
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

  /** An index of a part of the rows. */
  private static IndexSpec partial() {
    return new IndexSpec(
        "i",
        List.of(IndexPart.column("c")),
        List.of(),
        IndexSpec.BTREE,
        Optional.of("id > 1"),
        false,
        false,
        false);
  }

  /** Of a user who may not set that aside. */
  private List<Finding> whilePrimaryKeysAreRequired() throws Exception {
    var other = poor().database();
    other.execute("SET GLOBAL sql_require_primary_key = ON");
    try {
      return asUser(other, ON_DATABASE, SpecMaker.people().table("apart"));
    } finally {
      other.execute("SET GLOBAL sql_require_primary_key = OFF");
    }
  }

  private List<Finding> asUser(String granted, SpecMaker maker) throws Exception {
    return asUser(database, granted, maker);
  }

  /** A user who may do just that. */
  private static List<Finding> asUser(TestDatabase database, String granted, SpecMaker maker)
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
