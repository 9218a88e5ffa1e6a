package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands against a table for its partitions, its parents, or its form. */
@ParameterizedClass
@EnumSource(Server.class)
class SurveyOfPartitionsIT extends OnSurvey {
  @Test
  void aPartitionedTableIsTakenAsAWhole() throws Exception {
    database.execute(
        "CREATE TABLE parted (id int PRIMARY KEY, email text) PARTITION BY RANGE (id)",
        "CREATE TABLE part_low PARTITION OF parted FOR VALUES FROM (0) TO (9) PARTITION BY LIST (id)",
        "CREATE TABLE part_low_all PARTITION OF part_low DEFAULT",
        "CREATE TABLE part_rest PARTITION OF parted DEFAULT",
        "INSERT INTO parted SELECT i, 'E' FROM generate_series(1, 1000) i",
        "ANALYZE parted");

    var surveyed = survey(SpecMaker.people().table("parted"));

    assertThat(codes(surveyed)).containsExactly("partitioned");
    assertThat(surveyed.findings().getFirst().sentence()).contains("2 partitions");
    assertThat(surveyed.plan().orElseThrow().tableBytes()).isGreaterThan(8_192);
    assertThat(surveyed.plan().orElseThrow().rowEstimate()).isBetween(900L, 1_100L);
    assertThat(errors(SpecMaker.people().table("part_low_all"))).containsExactly("partition");
    assertThat(advice(SpecMaker.people().table("part_low_all"), "partition")).contains("parted");
  }

  @Test
  void partitionsThatCantBeFilledOrCapturedAreNamed() throws Exception {
    String role = database.name() + "_other";
    database.execute(
        "CREATE TABLE spread (id int PRIMARY KEY, email text) PARTITION BY RANGE (id)",
        "CREATE UNLOGGED TABLE spread_fleeting (id int NOT NULL, email text)",
        "ALTER TABLE spread ATTACH PARTITION spread_fleeting FOR VALUES FROM (0) TO (9)",
        "CREATE TABLE afar (id int NOT NULL, email text) PARTITION BY RANGE (id)",
        "CREATE FOREIGN DATA WRAPPER nowhere",
        "CREATE SERVER nobody FOREIGN DATA WRAPPER nowhere",
        "CREATE FOREIGN TABLE afar_away PARTITION OF afar FOR VALUES FROM (0) TO (9) SERVER nobody",
        "CREATE TABLE theirs (id int PRIMARY KEY, email text) PARTITION BY RANGE (id)",
        "CREATE TABLE theirs_not_mine PARTITION OF theirs DEFAULT",
        "CREATE ROLE " + role + " LOGIN PASSWORD '" + database.password() + "'",
        "GRANT SELECT, UPDATE ON theirs TO " + role,
        "ALTER TABLE theirs OWNER TO " + role);
    try {
      assertThat(survey(SpecMaker.people().table("spread")).findings().toString())
          .contains("unlogged", "spread_fleeting");
      assertThat(survey(SpecMaker.people().table("afar")).findings().toString())
          .contains("partition-foreign", "afar_away");
      var poor =
          store.survey(SpecMaker.people().table("theirs").spec(), Shards.address(database, role));
      assertThat(poor.findings().toString()).contains("partition-not-owned", "theirs_not_mine");
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }

  @Test
  void aPartitionMadeMeanwhileMustHaveAnIdentity() throws Exception {
    database.execute(
        "CREATE TABLE keyed (id int NOT NULL UNIQUE, email text) PARTITION BY RANGE (id)",
        "CREATE TABLE keyed_all PARTITION OF keyed DEFAULT",
        "CREATE TABLE nameless (id int PRIMARY KEY, email text) PARTITION BY RANGE (id)",
        "CREATE TABLE nameless_all PARTITION OF nameless DEFAULT",
        "ALTER TABLE nameless_all REPLICA IDENTITY NOTHING");

    assertThat(errors(SpecMaker.people().table("keyed"))).containsExactly("partition-identity");
    var surveyed = survey(SpecMaker.people().table("nameless"));
    assertThat(codes(surveyed)).containsExactly("partitioned", "replica-identity");
    assertThat(surveyed.findings().toString()).contains("nameless_all has no");
  }

  @Test
  void inheritanceIsRefusedFromBothSides() throws Exception {
    database.execute(
        "CREATE TABLE parent (id int PRIMARY KEY, email text)",
        "CREATE TABLE child (PRIMARY KEY (id)) INHERITS (parent)");

    assertThat(errors(SpecMaker.people().table("parent"))).containsExactly("inherited");
    assertThat(errors(SpecMaker.people().table("child"))).containsExactly("inherited");
  }

  @Test
  void aTableThatTakesNoColumnIsRefused() throws Exception {
    database.execute(
        "CREATE TYPE pair AS (id int, email text)",
        "CREATE TABLE pairs OF pair (PRIMARY KEY (id))",
        "CREATE TABLE full_up (id int PRIMARY KEY, email text)",
        """
        DO $$ BEGIN
          FOR i IN 3..1600 LOOP
            EXECUTE format('ALTER TABLE full_up ADD COLUMN c%s bool', i);
            EXECUTE format('ALTER TABLE full_up DROP COLUMN c%s', i);
          END LOOP;
        END $$
        """);

    assertThat(errors(SpecMaker.people().table("pairs"))).containsExactly("typed-table");
    assertThat(errors(SpecMaker.people().table("full_up"))).containsExactly("too-many-columns");
  }

  @Test
  void generatedColumnsAreInNoKeyAndVirtualOnesInNoIdentity() throws Exception {
    database.execute(
        """
        CREATE TABLE made (
          email text NOT NULL, id text GENERATED ALWAYS AS (lower(email)) STORED PRIMARY KEY)
        """,
        """
        CREATE TABLE whole (
          id int PRIMARY KEY, email text, low text GENERATED ALWAYS AS (lower(email)) STORED)
        """,
        "ALTER TABLE whole REPLICA IDENTITY FULL");

    assertThat(errors(SpecMaker.people().table("made"))).containsExactly("key-type");
    assertThat(errors(SpecMaker.people().table("whole"))).isEmpty();
    if (server == Server.NEWEST) {
      database.execute("ALTER TABLE whole ADD up text GENERATED ALWAYS AS (upper(email)) VIRTUAL");

      assertThat(errors(SpecMaker.people().table("whole"))).containsExactly("identity-generated");
    }
  }

  @Test
  void anOwnerSeesAllRowsUnlessForced() throws Exception {
    String role = database.name() + "_owner";
    database.execute(
        "CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD '" + database.password() + "'",
        "CREATE TABLE guarded_own (id int PRIMARY KEY, email text)",
        "ALTER TABLE guarded_own ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE guarded_own OWNER TO " + role);
    try {
      var spec = SpecMaker.people().table("guarded_own").spec();
      var shard = Shards.address(database, role);

      assertThat(codes(store.survey(spec, shard))).doesNotContain("row-level-security");
      database.execute("ALTER TABLE guarded_own FORCE ROW LEVEL SECURITY");
      assertThat(store.survey(spec, shard).findings())
          .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
          .extracting(Finding::code)
          .contains("row-level-security");
    } finally {
      database.execute("DROP OWNED BY " + role, "DROP ROLE " + role);
    }
  }
}
