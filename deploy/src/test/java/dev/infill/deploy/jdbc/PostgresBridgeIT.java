package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.spec.WritersSpec.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What only a bridge on PostgreSQL does. */
@ParameterizedClass
@EnumSource(Server.class)
class PostgresBridgeIT extends OnSteps {
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
