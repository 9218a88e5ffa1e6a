package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The trigger that computes for writers who do not. */
@ParameterizedClass
@EnumSource(RowServer.class)
class BridgeIT extends OnEverySteps {
  @Test
  void aBridgeComputesForWritersThatDoNot() throws Exception {
    var shard =
        planned(
            SpecMaker.people().value(server.isMySql() ? "lower(email)" : "lower(people.email)"));
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
  void aBridgeNeverFailsTheApplication() throws Exception {
    var shard = planned(SpecMaker.people().column("int", "length(email) / (1000 - id)"));
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute("UPDATE people SET email = 'xx'");

    assertThat(database.number("SELECT count(*) FROM people WHERE c IS NOT NULL")).isEqualTo(999);
  }

  @Test
  void whatTheColumnCantHoldLeavesTheRowAsItWasWritten() throws Exception {
    var shard = planned(SpecMaker.people().column("varchar(3)", "email"));
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute(
        "INSERT INTO people (id, email, c) VALUES (2000, 'long', 'was')",
        "UPDATE people SET email = 'long too' WHERE id = 3",
        "INSERT INTO people (id, email, c) VALUES (2001, 'ok', 'was')");

    assertThat(database.column("SELECT c FROM people WHERE id IN (3, 2000, 2001) ORDER BY id"))
        .containsExactly("null", "was", "ok");
  }

  @Test
  void aBridgeForTheFirstValueLeavesTheWritersOwn() throws Exception {
    var shard = planned(SpecMaker.people().initial());
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute(
        "INSERT INTO people VALUES (2000, 'NEW', 'mine')",
        "INSERT INTO people VALUES (2001, 'NEW', NULL)");

    assertThat(database.column("SELECT c FROM people WHERE id >= 2000 ORDER BY id"))
        .containsExactly("mine", "new");
  }

  @Test
  void aBridgeFiresAfterTheApplicationsTriggersAndIsGoneWithoutATrace() throws Exception {
    trimEmails();
    var shard = planned(SpecMaker.people().gate(Gate.TRIGGER));
    store.addColumn(shard);
    // Another test may have left its function.
    store.removeBridge(shard);
    String before = schema.definition();

    store.installBridge(shard);
    database.execute(
        "INSERT INTO people (id, email) VALUES (2000, '  NEW ')",
        "UPDATE people SET email = ' CHANGED' WHERE id = 2");

    assertThat(database.column("SELECT c FROM people WHERE c IS NOT NULL ORDER BY c"))
        .containsExactly("changed", "new");
    store.removeBridge(shard);
    assertThat(schema.definition()).isEqualTo(before);
  }

  private void trimEmails() throws SQLException {
    if (server.isMySql()) {
      database.execute(
          "CREATE TRIGGER zz_i BEFORE INSERT ON people FOR EACH ROW SET NEW.email = trim(NEW.email)",
          "CREATE TRIGGER zz_u BEFORE UPDATE ON people FOR EACH ROW SET NEW.email = trim(NEW.email)");
    } else {
      database.execute(
          """
          CREATE OR REPLACE FUNCTION trim_email() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            NEW.email := trim(NEW.email);
            RETURN NEW;
          END $$
          """,
          "CREATE TRIGGER zz_i BEFORE INSERT OR UPDATE ON people FOR EACH ROW EXECUTE FUNCTION trim_email()");
    }
  }
}
