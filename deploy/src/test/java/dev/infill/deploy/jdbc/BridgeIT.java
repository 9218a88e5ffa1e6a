package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.spec.WritersSpec.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The trigger that computes for writers who do not. */
@ParameterizedClass
@EnumSource(Server.class)
class BridgeIT extends OnSteps {
  @Test
  void aBridgeComputesForWritersThatDoNot() throws Exception {
    var shard = planned(SpecMaker.people().value("lower(people.email)"));
    store.addColumn(shard);

    store.installBridge(shard);
    store.installBridge(shard);
    database.execute(
        "INSERT INTO people (id, email) VALUES (2000, 'NEW')",
        "UPDATE people SET email = 'CHANGED' WHERE id = 2",
        "UPDATE people SET c = 'wrong' WHERE id = 3");

    assertThat(database.column("SELECT c FROM people WHERE c IS NOT NULL ORDER BY c"))
        .containsExactly("changed", "new", "user3");
    store.removeBridge(shard);
    store.removeBridge(shard);
    database.execute("INSERT INTO people (id, email) VALUES (3000, 'LATER')");
    assertThat(database.value("SELECT c FROM people WHERE id = 3000")).isEqualTo("null");
  }

  @Test
  void aBridgeTellsEachTimeItHadToCompute() throws Exception {
    var shard = planned(SpecMaker.people());
    store.addColumn(shard);
    store.installBridge(shard);
    database.execute(
        "SELECT pg_create_logical_replication_slot('t_" + database.name() + "', 'pgoutput')",
        "CREATE PUBLICATION all_of_it FOR ALL TABLES",
        "UPDATE people SET email = 'A', c = 'a' WHERE id = 1",
        "UPDATE people SET email = 'B' WHERE id = 2",
        "SELECT pg_logical_emit_message(true, 'test', 'end')");

    assertThat(
            database.column(
                """
                SELECT substring(encode(data, 'escape') from 'infill.bridge.*people-c/shard-0')
                  FROM pg_logical_slot_get_binary_changes('t_%s', NULL, NULL, 'proto_version', '1', 'publication_names', 'all_of_it', 'messages', 'true')
                 WHERE chr(get_byte(data, 0)) = 'M'
                """
                    .formatted(database.name())))
        .filteredOn(message -> message.startsWith("infill.bridge"))
        .hasSize(1);
    database.execute("DROP PUBLICATION all_of_it");
  }

  @Test
  void aBridgeNeverFailsTheApplication() throws Exception {
    var shard = planned(SpecMaker.people().column("int", "length(email) / (1000 - id)"));
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute("UPDATE people SET email = 'xx'");

    assertThat(database.number("SELECT count(*) FROM people WHERE c IS NOT NULL")).isEqualTo(999);
  }

  @Test
  void aBridgeForTheFirstValueLeavesTheWritersOwn() throws Exception {
    var shard = planned(SpecMaker.people().initial());
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute(
        "INSERT INTO people VALUES (2000, 'NEW', 'mine')",
        "INSERT INTO people VALUES (2001, 'NEW')");

    assertThat(database.column("SELECT c FROM people WHERE id >= 2000 ORDER BY id"))
        .containsExactly("mine", "new");
  }

  @Test
  void aBridgeFiresAfterTheApplicationsTriggersAndIsGoneWithoutATrace() throws Exception {
    database.execute(
        """
        CREATE OR REPLACE FUNCTION trim_email() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.email := trim(NEW.email);
          RETURN NEW;
        END $$
        """,
        "CREATE TRIGGER zz_i BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION trim_email()");
    var shard = planned(SpecMaker.people().gate(Gate.TRIGGER));
    store.addColumn(shard);
    // Another test may have left its function.
    store.removeBridge(shard);
    String before = definition();

    store.installBridge(shard);
    database.execute(
        "INSERT INTO people (id, email) VALUES (2000, '  NEW ')",
        "UPDATE people SET email = ' CHANGED' WHERE id = 2");

    assertThat(database.column("SELECT c FROM people WHERE c IS NOT NULL ORDER BY c"))
        .containsExactly("changed", "new");
    store.removeBridge(shard);
    assertThat(definition()).isEqualTo(before);
  }

  @Test
  void aBridgeComputesWhatIsGenerated() throws Exception {
    database.execute(
        "ALTER TABLE people DROP COLUMN email",
        "ALTER TABLE people ADD COLUMN email text",
        "ALTER TABLE people ADD COLUMN \"Size\" int GENERATED ALWAYS AS (length(email) + 1) STORED");
    var shard =
        planned(SpecMaker.people().column("int", "people.\"Size\" * 10").gate(Gate.TRIGGER));
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute(
        "INSERT INTO people (id, email) VALUES (2000, 'four')",
        "UPDATE people SET email = 'sixsix' WHERE id = 2");

    assertThat(database.column("SELECT c FROM people WHERE c IS NOT NULL ORDER BY id"))
        .containsExactly("70", "50");
    assertThat(
            database.number(
                "SELECT count(*) FROM people WHERE c IS NOT NULL AND c IS DISTINCT FROM \"Size\" * 10"))
        .isZero();
  }
}
