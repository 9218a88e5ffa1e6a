package dev.infill.deploy.jdbc;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.jdbc.preview.PostgresShardPlanner;
import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.deploy.testing.PoorPostgres;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPgBouncer;
import dev.infill.deploy.testing.TestPostgres;
import dev.infill.deploy.testing.VersionProxy;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Plans on PostgreSQL, on servers and in sessions as they should not be. */
abstract class PostgresSurveys implements Provocations {
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

  final TestDatabase database;
  private Optional<PoorPostgres> poor = Optional.empty();

  PostgresSurveys(TestDatabase database) throws SQLException {
    this.database = database;
    database.execute(TABLES);
  }

  @Override
  public void close() {
    poor.ifPresent(PoorPostgres::close);
  }

  List<Finding> survey(SpecMaker spec) throws ShardFailure {
    return survey(database, spec);
  }

  List<Finding> survey(MigrationSpec spec) throws ShardFailure {
    return survey(database, spec, Engine.POSTGRESQL, database.user());
  }

  static List<Finding> survey(TestDatabase database, SpecMaker spec) throws ShardFailure {
    return survey(database, spec, Engine.POSTGRESQL, database.user());
  }

  static List<Finding> survey(TestDatabase database, SpecMaker spec, Engine engine, String user)
      throws ShardFailure {
    return survey(database, spec.spec(), engine, user);
  }

  static List<Finding> survey(TestDatabase database, MigrationSpec spec, Engine engine, String user)
      throws ShardFailure {
    SchemaStore store = new PostgresSchemaStore(Shards.connections(database, "test"));
    return store
        .survey(
            spec,
            new ShardAddress(
                new ShardId("shard-0"), engine, database.url(), user, "${env:PASSWORD}"))
        .findings();
  }

  /** The same server under another number. */
  List<Finding> asVersion(int major, SpecMaker spec) throws Exception {
    int port = Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (var proxy = new VersionProxy(port, major)) {
      String url = database.url().replace(":" + port + "/", ":" + proxy.port() + "/");
      return survey(
          new TestDatabase(
              database.name(), url, database.user(), database.password(), database.adminUrl()),
          spec);
    }
  }

  List<Finding> throughPooler() throws Exception {
    try (var pooler = TestPgBouncer.before(database)) {
      return survey(pooler.database(), SpecMaker.people());
    }
  }

  /** What only a whole plan tells, of an empty table. */
  static List<Finding> onNewest(SpecMaker spec) throws Exception {
    try (var newest = TestPostgres.shared().database()) {
      newest.execute(TABLES);
      newest.execute(GENERATED);
      return new PostgresShardPlanner(Shards.connections(newest, "test"))
          .plan(spec.spec(), Shards.address(newest))
          .findings();
    }
  }

  List<Finding> withoutIndexScans() throws Exception {
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

  TestDatabase poor() throws IOException {
    if (poor.isEmpty()) {
      poor = Optional.of(new PoorPostgres());
    }
    return poor.get().database();
  }

  List<Finding> withPrepared() throws Exception {
    var other = poor();
    other.execute("BEGIN; CREATE TABLE forgotten (); PREPARE TRANSACTION 'forgotten'");
    try {
      return survey(other, SpecMaker.people());
    } finally {
      other.execute("ROLLBACK PREPARED 'forgotten'");
    }
  }

  static List<Finding> onStandby() throws Exception {
    try (var server = new PoorPostgres()) {
      server.becomeStandby();
      return survey(server.database(), SpecMaker.people());
    }
  }

  /** A role that may log in, and sees a table of its own only through a policy. */
  List<Finding> asPoorRole(FindingCode code) throws Exception {
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
