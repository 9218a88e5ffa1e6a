package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.jdbc.preview.PostgresShardPlanner;
import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.deploy.testing.PoorPostgres;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPgBouncer;
import dev.infill.deploy.testing.TestPostgres;
import dev.infill.deploy.testing.VersionProxy;
import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * On PostgreSQL. A new code does not compile before somebody says so here; most take a table in
 * {@link #TABLES} and a line below.
 */
final class PostgresProvocations implements Provocations {
  private static final String[] TABLES = {
    "CREATE TABLE people (id bigint PRIMARY KEY, email text, at timestamptz,"
        + " twice int GENERATED ALWAYS AS (2) STORED)",
    "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE DOMAIN positive AS int CHECK (value > 0)",
    "CREATE VIEW a_view AS SELECT 1 AS id",
    "CREATE TABLE parted (id int PRIMARY KEY, email text) PARTITION BY RANGE (id)",
    "CREATE TABLE part PARTITION OF parted DEFAULT",
    "CREATE TABLE afar (id int NOT NULL, email text) PARTITION BY RANGE (id)",
    "CREATE FOREIGN DATA WRAPPER nowhere",
    "CREATE SERVER nobody FOREIGN DATA WRAPPER nowhere",
    "CREATE FOREIGN TABLE afar_away PARTITION OF afar DEFAULT SERVER nobody",
    "CREATE TABLE loose (id int NOT NULL UNIQUE, email text) PARTITION BY RANGE (id)",
    "CREATE TABLE parent (id int PRIMARY KEY, email text)",
    "CREATE TABLE child () INHERITS (parent)",
    "CREATE TYPE pair AS (id int, email text)",
    "CREATE TABLE pairs OF pair (PRIMARY KEY (id))",
    "DO $$ BEGIN EXECUTE 'CREATE TABLE wide (id int PRIMARY KEY, email text, ' ||"
        + " (SELECT string_agg('c' || i || ' bool', ', ') FROM generate_series(3, 1600) i) || ')';"
        + " END $$",
    "CREATE TABLE alike (id int PRIMARY KEY, email text, \"Email\" text)",
    "CREATE TABLE other_identity (id text PRIMARY KEY, email text, n int NOT NULL UNIQUE)",
    "ALTER TABLE other_identity REPLICA IDENTITY USING INDEX other_identity_n_key",
    "CREATE UNLOGGED TABLE fleeting (id int PRIMARY KEY, email text)",
    "CREATE TABLE ruled (id int PRIMARY KEY, email text)",
    "CREATE RULE r AS ON UPDATE TO ruled DO INSTEAD NOTHING",
    "CREATE TABLE keyless (id int, email text)",
    "CREATE TABLE interval_key (id interval PRIMARY KEY, email text)",
    "CREATE TABLE uni (id int NOT NULL UNIQUE, email text)",
    "CREATE TABLE had (id int PRIMARY KEY, email text, c text, CONSTRAINT had_c_check CHECK (true))",
    "CREATE INDEX had_i ON had (email)",
    "CREATE TABLE watched (id int PRIMARY KEY, email text)",
    "CREATE TRIGGER t BEFORE UPDATE ON watched FOR EACH ROW EXECUTE FUNCTION nothing()",
    "CREATE TRIGGER zzz BEFORE UPDATE OF email ON watched FOR EACH ROW EXECUTE FUNCTION nothing()",
    "CREATE PUBLICATION others FOR TABLE watched",
    "CREATE TABLE codes (code text PRIMARY KEY, name text)",
    "CREATE TABLE many (id bigint PRIMARY KEY, email text)",
    "INSERT INTO many SELECT i, 'mail ' || i FROM generate_series(1, 40000) i",
  };

  /** Older servers let no partition generate a column in its own way, and have no virtual ones. */
  private static final String[] GENERATED = {
    "CREATE TABLE whole (id int PRIMARY KEY, email text,"
        + " low text GENERATED ALWAYS AS (lower(email)) VIRTUAL)",
    "ALTER TABLE whole REPLICA IDENTITY FULL",
    "CREATE TABLE ways (id int PRIMARY KEY, email text, g int GENERATED ALWAYS AS (id + 1) STORED)"
        + " PARTITION BY RANGE (id)",
    "CREATE TABLE way_1 PARTITION OF ways FOR VALUES FROM (1) TO (5)",
    "CREATE TABLE way_2 (id int NOT NULL, email text, g int GENERATED ALWAYS AS (id + 2) STORED)",
    "ALTER TABLE ways ATTACH PARTITION way_2 FOR VALUES FROM (5) TO (9)",
  };

  /** What only MySQL has. */
  static final Set<FindingCode> UNKNOWN =
      EnumSet.of(
          FindingCode.BINLOG_OFF,
          FindingCode.BINLOG_FORMAT,
          FindingCode.BINLOG_PARTIAL_JSON,
          FindingCode.BINLOG_FILTERED,
          FindingCode.COMMIT_ORDER,
          FindingCode.TABLE_ENGINE,
          FindingCode.PRIMARY_KEY_REQUIRED,
          FindingCode.COLUMN_NEEDS_REBUILD,
          FindingCode.CASCADE_UNLOGGED,
          FindingCode.TRANSFORM_NOT_SUPPORTED,
          FindingCode.OWN_WRITES_UNMARKED,
          FindingCode.BINLOG_EXPIRES_SOON,
          FindingCode.UNLOGGED_SESSIONS,
          FindingCode.REPLICA_LAG_UNREAD,
          FindingCode.TABLE_LOCKED,
          FindingCode.COLUMN_REBUILDS,
          FindingCode.CONSTRAINT_NEEDS_REBUILD,
          FindingCode.BRIDGE_NOT_PROVEN,
          FindingCode.BRIDGE_CREATOR_NOT_TRUSTED,
          FindingCode.BRIDGE_SESSION_SETTINGS,
          FindingCode.BAD_BRIDGE,
          FindingCode.CONSTRAINT_REBUILDS,
          FindingCode.WRITERS_LOCKED_OUT);

  private final TestDatabase database;
  private Optional<PoorPostgres> poor = Optional.empty();

  PostgresProvocations(TestDatabase database) throws SQLException {
    this.database = database;
    database.execute(TABLES);
  }

  @Override
  public void close() {
    poor.ifPresent(PoorPostgres::close);
  }

  @Override
  public Set<FindingCode> unknown() {
    return Set.copyOf(UNKNOWN);
  }

  @Override
  public List<Finding> of(FindingCode code) throws Exception {
    var people = SpecMaker.people();
    return switch (code) {
      case BINLOG_OFF,
          BINLOG_FORMAT,
          BINLOG_PARTIAL_JSON,
          BINLOG_FILTERED,
          COMMIT_ORDER,
          TABLE_ENGINE,
          PRIMARY_KEY_REQUIRED,
          COLUMN_NEEDS_REBUILD,
          CASCADE_UNLOGGED,
          TRANSFORM_NOT_SUPPORTED,
          OWN_WRITES_UNMARKED,
          BINLOG_EXPIRES_SOON,
          UNLOGGED_SESSIONS,
          REPLICA_LAG_UNREAD,
          TABLE_LOCKED,
          COLUMN_REBUILDS,
          CONSTRAINT_NEEDS_REBUILD,
          BRIDGE_NOT_PROVEN,
          BRIDGE_CREATOR_NOT_TRUSTED,
          BRIDGE_SESSION_SETTINGS,
          BAD_BRIDGE,
          CONSTRAINT_REBUILDS,
          WRITERS_LOCKED_OUT ->
          throw new IllegalArgumentException("not of PostgreSQL: " + code);
      case ENGINE_NOT_SUPPORTED -> survey(database, people, Engine.MYSQL, database.user());
      case SERVER_VERSION -> asVersion(13, people);
      case SERVER_VERSION_UNTRIED -> asVersion(99, people);
      case STANDBY -> onStandby();
      case POOLED_CONNECTIONS -> throughPooler();
      case WAL_LEVEL, NO_FREE_SLOT, NO_FREE_WALSENDER -> survey(poor(), people);
      case LONG_TRANSACTIONS -> withPrepared();
      case NO_REPLICATION_PRIVILEGE,
          NO_CREATE_PRIVILEGE,
          NO_TABLE_PRIVILEGE,
          NOT_OWNER,
          PARTITION_NOT_OWNED,
          NO_SCHEMA_PRIVILEGE,
          NO_SCHEMA_CREATE_PRIVILEGE,
          NO_TEMPORARY_PRIVILEGE,
          NO_REFERENCES_PRIVILEGE,
          NO_MONITOR_PRIVILEGE,
          ROW_LEVEL_SECURITY ->
          asPoorRole(code);
      case TABLE_MISSING -> survey(people.table("nosuch"));
      case NOT_A_TABLE -> survey(people.table("a_view"));
      case PARTITIONED -> survey(people.table("parted"));
      case PARTITION -> survey(people.table("part"));
      case PARTITION_FOREIGN -> survey(people.table("afar"));
      case PARTITION_IDENTITY -> survey(people.table("loose"));
      case INHERITED -> survey(people.table("parent"));
      case TYPED_TABLE -> survey(people.table("pairs"));
      case TOO_MANY_COLUMNS -> survey(people.table("wide"));
      case IDENTITY_GENERATED -> onNewest(people.table("whole"));
      case KEY_STORED_APART -> survey(people.table("other_identity"));
      case UNLOGGED -> survey(people.table("fleeting"));
      case REWRITE_RULE -> survey(people.table("ruled"));
      case NO_KEY -> survey(people.table("keyless"));
      case KEY_TYPE -> survey(people.table("interval_key"));
      case REPLICA_IDENTITY -> survey(people.table("uni"));
      case COLUMN_EXISTS -> survey(people.table("had"));
      case CONSTRAINT_EXISTS -> survey(people.table("had").constraints(true, "", "true"));
      case INDEX_EXISTS -> survey(people.table("had").index("had_i", false, "c"));
      case INDEX_COLUMN_MISSING -> survey(people.index("i", false, "c", "nosuch"));
      case INDEX_TYPE -> survey(people.column("xid", "NULL").index("i", false, "c"));
      case BAD_INDEX -> survey(people.index(badIndex()));
      case UNIQUE_WITHOUT_PARTITION_KEY -> survey(people.table("parted").index("i", true, "c"));
      case BAD_REFERENCE -> survey(people.references("keyless", Action.NO_ACTION));
      case REFERENCE_WRITES ->
          survey(people.column("int", "id::int").references("had", Action.SET_NULL));
      case NAME_TOO_LONG -> survey(named("x".repeat(64)));
      case BAD_NAME -> survey(named(" "));
      case COLUMNS_ALIKE -> survey(people.table("alike"));
      case BAD_TYPE -> survey(people.column("positive", "id"));
      case TYPE_NOT_COMPARABLE -> survey(people.column("json", "to_json(email)"));
      case UNKNOWN_COLUMN -> survey(people.value("lower(mail)"));
      case VALUE_NOT_AN_EXPRESSION -> survey(people.value("lower(email); --"));
      case VALUE_SUBQUERY -> survey(people.value("(SELECT max(email) FROM people)"));
      case VALUE_AGGREGATE -> survey(people.value("max(email)"));
      case VALUE_WHOLE_ROW -> survey(people.value("people::text"));
      case VALUE_VOLATILE -> survey(people.value("random()::text"));
      case VALUE_STABLE -> survey(people.value("to_char(at, 'YYYY')"));
      case VALUE_WRONG_TYPE -> survey(people.column("int", "lower(email)"));
      case LOOKUP_TABLE -> survey(looking("a_view").lookup("a_view", "a_view.id = people.id"));
      case LOOKUP_VIA -> survey(looking("codes").lookup("codes", "code = email"));
      case LOOKUP_IDENTITY -> survey(looking("codes").lookup("codes", "codes.name = email"));
      case LOOKUP_NO_INDEX ->
          survey(looking("codes").table("many").lookup("codes", "codes.code = email"));
      case LOOKUP_UNREAD -> survey(people.lookup("codes", "codes.code = email"));
      case BAD_DEFAULT -> survey(people.constraints(true, "email", ""));
      case BAD_CHECK -> survey(people.constraints(true, "", "nosuch > 1"));
      case BAD_PACE_QUERY -> survey(Paces.in(people.spec(), Paces.asking("SELECT nosuch")));
      case BRIDGE_GENERATED_COLUMN ->
          onNewest(people.table("ways").value("g::text").gate(Gate.TRIGGER));
      case BRIDGE_TRIGGER_ORDER -> survey(people.table("watched").gate(Gate.TRIGGER));
      case NO_INDEX_PLAN -> withoutIndexScans();
      case UPDATE_TRIGGERS, PUBLISHED -> survey(people.table("watched"));
      case VIRTUAL_COLUMN, STORED_COLUMN, NO_FORECAST -> onNewest(people);
      case CONSTANT_DEFAULT -> survey(people.value("'x'"));
      case NEEDS_TRANSFORM ->
          survey(
              people.column(
                  new ColumnSpec(
                      "c",
                      "text",
                      "",
                      Sync.DERIVED,
                      ConstraintsSpec.NONE,
                      Optional.of(new TransformRule("email-domain", List.of("email"))))));
    };
  }

  /** A value that looks into a table, of whose changes nothing is said. */
  private static SpecMaker looking(String other) {
    return SpecMaker.people().value("(SELECT max(%1$s::text) FROM %1$s)".formatted(other));
  }

  private static IndexSpec badIndex() {
    return new IndexSpec(
        "i",
        List.of(IndexPart.column("c")),
        List.of(),
        IndexSpec.BTREE,
        Optional.of("at < now()"),
        false,
        false,
        false);
  }

  private static SpecMaker named(String column) {
    return SpecMaker.people()
        .column(new ColumnSpec(column, "text", "email", Sync.DERIVED, ConstraintsSpec.NONE));
  }

  private List<Finding> survey(SpecMaker spec) throws ShardFailure {
    return survey(database, spec);
  }

  private List<Finding> survey(MigrationSpec spec) throws ShardFailure {
    return survey(database, spec, Engine.POSTGRESQL, database.user());
  }

  private static List<Finding> survey(TestDatabase database, SpecMaker spec) throws ShardFailure {
    return survey(database, spec, Engine.POSTGRESQL, database.user());
  }

  private static List<Finding> survey(
      TestDatabase database, SpecMaker spec, Engine engine, String user) throws ShardFailure {
    return survey(database, spec.spec(), engine, user);
  }

  private static List<Finding> survey(
      TestDatabase database, MigrationSpec spec, Engine engine, String user) throws ShardFailure {
    SchemaStore store = new PostgresSchemaStore(Shards.connections(database, "test"));
    return store
        .survey(
            spec,
            new ShardAddress(
                new ShardId("shard-0"), engine, database.url(), user, "${env:PASSWORD}"))
        .findings();
  }

  /** The same server under another number. */
  private List<Finding> asVersion(int major, SpecMaker spec) throws Exception {
    int port = Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (var proxy = new VersionProxy(port, major)) {
      String url = database.url().replace(":" + port + "/", ":" + proxy.port() + "/");
      return survey(
          new TestDatabase(
              database.name(), url, database.user(), database.password(), database.adminUrl()),
          spec);
    }
  }

  private List<Finding> throughPooler() throws Exception {
    try (var pooler = TestPgBouncer.before(database)) {
      return survey(pooler.database(), SpecMaker.people());
    }
  }

  /** What only a whole plan tells, of an empty table. */
  private static List<Finding> onNewest(SpecMaker spec) throws Exception {
    try (var newest = TestPostgres.shared().database()) {
      newest.execute(TABLES);
      newest.execute(GENERATED);
      return new PostgresShardPlanner(Shards.connections(newest, "test"))
          .plan(spec.spec(), Shards.address(newest))
          .findings();
    }
  }

  private List<Finding> withoutIndexScans() throws Exception {
    database.execute(
        "CREATE TABLE big (id bigint PRIMARY KEY, email text)",
        "INSERT INTO big SELECT i, i FROM generate_series(1, 20000) i",
        "ANALYZE big",
        "ALTER DATABASE " + database.name() + " SET enable_indexscan = off",
        "ALTER DATABASE " + database.name() + " SET enable_indexonlyscan = off",
        "ALTER DATABASE " + database.name() + " SET enable_bitmapscan = off",
        "ALTER DATABASE " + database.name() + " SET random_page_cost = 1000000");
    try {
      return survey(SpecMaker.people().table("big"));
    } finally {
      database.execute("ALTER DATABASE " + database.name() + " RESET ALL");
    }
  }

  private TestDatabase poor() throws IOException {
    if (poor.isEmpty()) {
      poor = Optional.of(new PoorPostgres());
    }
    return poor.get().database();
  }

  private List<Finding> withPrepared() throws Exception {
    var other = poor();
    other.execute("BEGIN; CREATE TABLE forgotten (); PREPARE TRANSACTION 'forgotten'");
    try {
      return survey(other, SpecMaker.people());
    } finally {
      other.execute("ROLLBACK PREPARED 'forgotten'");
    }
  }

  private static List<Finding> onStandby() throws Exception {
    try (var server = new PoorPostgres()) {
      server.becomeStandby();
      return survey(server.database(), SpecMaker.people());
    }
  }

  /** A role that may log in, and sees a table of its own only through a policy. */
  private List<Finding> asPoorRole(FindingCode code) throws Exception {
    String role = database.name() + "_poor";
    database.execute(
        "CREATE ROLE " + role + " LOGIN PASSWORD '" + database.password() + "'",
        "CREATE SCHEMA closed",
        "CREATE TABLE closed.people (id bigint PRIMARY KEY, email text)",
        "CREATE TABLE guarded (id int PRIMARY KEY, email text)",
        "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "REVOKE TEMPORARY ON DATABASE " + database.name() + " FROM PUBLIC",
        "GRANT SELECT, UPDATE ON guarded, parted, uni TO " + role);
    var spec = SpecMaker.people().index("i", false, "c");
    try {
      return switch (code) {
        case ROW_LEVEL_SECURITY -> survey(database, spec.table("guarded"), Engine.POSTGRESQL, role);
        case PARTITION_NOT_OWNED -> survey(database, spec.table("parted"), Engine.POSTGRESQL, role);
        case NO_SCHEMA_PRIVILEGE ->
            survey(database, spec.table("closed", "people"), Engine.POSTGRESQL, role);
        case NO_REFERENCES_PRIVILEGE ->
            survey(
                database,
                spec.table("uni").references("had", Action.NO_ACTION),
                Engine.POSTGRESQL,
                role);
        case NO_TEMPORARY_PRIVILEGE -> survey(database, spec.table("uni"), Engine.POSTGRESQL, role);
        default -> survey(database, spec, Engine.POSTGRESQL, role);
      };
    } finally {
      database.execute(
          "DROP SCHEMA closed CASCADE",
          "DROP TABLE guarded",
          "DROP OWNED BY " + role,
          "DROP ROLE " + role);
    }
  }
}
