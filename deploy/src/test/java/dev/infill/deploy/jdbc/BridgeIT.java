package dev.infill.deploy.jdbc;

import static dev.infill.deploy.jdbc.OnSteps.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Sync;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The trigger that computes for writers who do not. */
@ParameterizedClass
@EnumSource(RowServer.class)
class BridgeIT extends OnEverySteps {
  private static final String WIDE_MYSQL =
      """
      ALTER TABLE people
        ADD COLUMN `select` int DEFAULT 7, ADD COLUMN `day` date DEFAULT '2024-02-29',
        ADD COLUMN `a``b` varchar(20) DEFAULT 'Tick`', ADD COLUMN `NEW` varchar(20) DEFAULT 'new',
        ADD COLUMN infill_value varchar(20) DEFAULT 'v', ADD COLUMN x varchar(20) DEFAULT 'X'
      """;

  private static final String WIDE_POSTGRES =
      """
      ALTER TABLE people
        ADD COLUMN "select" int DEFAULT 7, ADD COLUMN day date DEFAULT '2024-02-29',
        ADD COLUMN "a`b" text DEFAULT 'Tick`', ADD COLUMN "NEW" text DEFAULT 'new',
        ADD COLUMN infill_value0 text DEFAULT 'v', ADD COLUMN infill_computed text DEFAULT 'w',
        ADD COLUMN x text DEFAULT 'X'
      """;

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

  List<String> values() {
    return server.isMySql()
        ? List.of(
            "lower(email)",
            "lower(`EMAIL`)",
            "concat(email, 'email', \"id\", id, 'it''s \\' `x`')",
            "concat(`select` + 1, `a``b`)",
            "concat(day, day(day), day + interval `select` day, extract(day from day))",
            "concat(`NEW`, infill_value, x'41', x)",
            "case `select` when 7 then email else x end",
            "if(email like 'u!_%' escape '!', 'yes', x)",
            "concat(date '2024-01-01', cast(day as date), cast(id as char))",
            "concat_ws('--', timestampdiff(day, day, '2025-01-01'), email in ('User1', x), nullif(x, 'X'))")
        : List.of(
            "lower(email)",
            "lower(people.EMAIL)",
            "email || 'email' || \"id\"::text || id::text || 'it''s ? \"x\"' || $q$'$q$",
            "(\"select\" + 1)::text || \"a`b\"",
            "extract(day from day)::text || (day + \"select\" - day)::text",
            "\"NEW\" || infill_value0 || infill_computed || x",
            "case \"select\" when 7 then email else x end",
            "case when email like 'u!_%' escape '!' then 'yes' else x end",
            "(email in ('User1', x))::text || coalesce(nullif(x, 'X'), '--')");
  }

  @ParameterizedTest
  @MethodSource("values")
  void aBridgeComputesWhatTheFillDoes(String value) throws Exception {
    database.execute(server.isMySql() ? WIDE_MYSQL : WIDE_POSTGRES);
    var shard = planned(SpecMaker.people().value(value).gate(Gate.TRIGGER));
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute(
        "UPDATE people SET email = concat(email, '!')",
        "INSERT INTO people (id, email) VALUES (2000, 'User_')");

    String equal =
        server.isMySql()
            ? "CAST(c AS BINARY) <=> CAST((%s) AS BINARY)"
            : "c IS NOT DISTINCT FROM (%s)";
    assertThat(
            database.number(
                "SELECT count(*) FROM people WHERE NOT (%s)".formatted(equal.formatted(value))))
        .isZero();
    assertThat(database.number("SELECT count(*) FROM people WHERE c IS NOT NULL")).isEqualTo(1001);
  }

  @Test
  void oneValueThatCantBeComputedKeepsNoneOfTheOthers() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .column("varchar(3)", "email")
                .and(new ColumnSpec("d", "int", "id * 2", Sync.DERIVED, ConstraintsSpec.NONE))
                .gate(Gate.TRIGGER));
    store.addColumn(shard);
    store.installBridge(shard);

    String insert = "INSERT INTO people (id, email, c) VALUES (2000, 'too long', 'was')";
    if (server.isMySql()) {
      // A writer whose texts are cut off rather than refused; the bridge's are not.
      database.execute("SET SESSION sql_mode = ''", insert);
    } else {
      database.execute(insert);
    }

    assertThat(database.column("SELECT CONCAT(c, d) FROM people WHERE id = 2000"))
        .containsExactly("was4000");
  }

  @Test
  void aBridgeThatIsHalfThereOrOfAnotherValueIsMadeAnew() throws Exception {
    var shard = planned(SpecMaker.people().gate(Gate.TRIGGER));
    store.addColumn(shard);
    store.installBridge(shard);
    String whole = schema.definition();
    for (String damage : damages(schema.triggers())) {
      database.execute(damage);
      assertThat(schema.definition()).isNotEqualTo(whole);
    }

    store.installBridge(shard);

    assertThat(schema.definition()).isEqualTo(whole);
  }

  /** One after the other. */
  private List<String> damages(List<String> triggers) throws SQLException {
    return server.isMySql()
        ? List.of(
            "DROP TRIGGER " + triggers.getFirst(),
            "DROP TRIGGER " + triggers.getLast(),
            "CREATE TRIGGER %s BEFORE UPDATE ON people FOR EACH ROW SET NEW.c = 'other'"
                .formatted(triggers.getLast()))
        : List.of(
            "DROP TRIGGER \"%s\" ON people".formatted(triggers.getFirst()),
            """
            CREATE OR REPLACE FUNCTION "%s"() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN NEW.c := ''other''; RETURN NEW; END'
            """
                .formatted(
                    database.value("SELECT proname FROM pg_proc WHERE proname LIKE 'infill%'")));
  }

  @Test
  void aWriterThatUsesTheTableIsNamedAndTheBridgeIsInstalledLater() throws Exception {
    var shard = planned(SpecMaker.people().gate(Gate.TRIGGER));
    store.addColumn(shard);
    try (var application = holding("UPDATE people SET email = 'x' WHERE id = 1")) {
      var blocked = failure(() -> store.installBridge(shard));

      assertThat(blocked.lockNotFree()).isTrue();
      assertThat(blocked.getMessage()).contains("application the-app");
      application.rollback();
    }
    store.installBridge(shard);
    assertThat(schema.triggers()).hasSize(server.isMySql() ? 2 : 1);
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
