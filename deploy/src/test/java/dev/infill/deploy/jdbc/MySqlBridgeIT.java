package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The triggers that are a bridge on MySQL compute what the fill's own statement does. */
@ParameterizedClass
@EnumSource(
    value = RowServer.class,
    names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlBridgeIT extends OnEverySteps {
  private static final String WIDE =
      """
      ALTER TABLE people
        ADD COLUMN `select` int DEFAULT 7, ADD COLUMN `day` date DEFAULT '2024-02-29',
        ADD COLUMN `a``b` varchar(20) DEFAULT 'Tick`', ADD COLUMN `NEW` varchar(20) DEFAULT 'new',
        ADD COLUMN infill_value varchar(20) DEFAULT 'v', ADD COLUMN x varchar(20) DEFAULT 'X'
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "lower(email)",
        "lower(`EMAIL`)",
        "concat(email, 'email', \"id\", id, 'it''s \\' `x`')",
        "concat(`select` + 1, `a``b`)",
        "concat(day, day(day), day + interval `select` day, extract(day from day))",
        "concat(`NEW`, infill_value, x'41', x)",
        "case `select` when 7 then email else x end",
        "if(email like 'u!_%' escape '!', 'yes', x)",
        "concat(date '2024-01-01', cast(day as date), cast(id as char))",
        "concat_ws('--', timestampdiff(day, day, '2025-01-01'), email in ('User1', x), nullif(x, 'X'))"
      })
  void itComputesWhatTheFillDoes(String value) throws Exception {
    database.execute(WIDE);
    var shard = planned(SpecMaker.people().value(value).gate(Gate.TRIGGER));
    store.addColumn(shard);
    store.installBridge(shard);

    database.execute(
        "UPDATE people SET email = concat(email, '!')",
        "INSERT INTO people (id, email) VALUES (2000, 'User_')");

    assertThat(
            database.number(
                "SELECT count(*) FROM people WHERE NOT (CAST(c AS BINARY) <=> CAST((%s) AS BINARY))"
                    .formatted(value)))
        .isZero();
    assertThat(database.number("SELECT count(*) FROM people WHERE c IS NOT NULL")).isEqualTo(1001);
  }

  @Test
  void itIsTwoTriggersThatLeaveARowAloneWhenTheyCantCompute() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .and(new ColumnSpec("d", "int", "id DIV 2", Sync.INITIAL, ConstraintsSpec.NONE))
                .gate(Gate.TRIGGER));
    store.addColumn(shard);
    store.installBridge(shard);

    assertThat(
            database.column(
                """
                SELECT REPLACE(CONCAT_WS(' ', trigger_name, action_timing, event_manipulation, action_statement), 'int(11)', 'int')
                  FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1
                """))
        .containsExactly(body("insert"), body("update"));
  }

  private static String body(String event) {
    return """
        infill_bridge_%s_people_c_shard_0_fb347b6b BEFORE %S BEGIN
          BEGIN
            DECLARE infill_value varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci;
            DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END;
            SET infill_value = (lower(NEW.`email`)); SET NEW.`c` = infill_value;
          END;
          BEGIN
            DECLARE infill_value int;
            DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END;
            IF NEW.`d` IS NULL THEN SET infill_value = (NEW.`id` DIV 2); SET NEW.`d` = infill_value; END IF;
          END;
        END"""
        .formatted(event, event);
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

    database.execute(
        "SET SESSION sql_mode = ''",
        "INSERT INTO people (id, email, c) VALUES (2000, 'too long', 'was')");

    assertThat(database.column("SELECT CONCAT(c, d) FROM people WHERE id = 2000"))
        .containsExactly("was4000");
  }

  @Test
  void aBridgeThatIsHalfThereOrOfAnotherValueIsMadeAnew() throws Exception {
    var shard = planned(SpecMaker.people().gate(Gate.TRIGGER));
    store.addColumn(shard);
    store.installBridge(shard);
    String whole = schema.definition();
    var triggers = triggers();
    database.execute(
        "DROP TRIGGER " + triggers.getFirst(),
        "DROP TRIGGER " + triggers.getLast(),
        "CREATE TRIGGER %s BEFORE UPDATE ON people FOR EACH ROW SET NEW.c = 'other'"
            .formatted(triggers.getLast()));

    store.installBridge(shard);

    assertThat(schema.definition()).isEqualTo(whole);
  }

  @Test
  void aWriterThatUsesTheTableIsNamedAndTheBridgeIsInstalledLater() throws Exception {
    var shard = planned(SpecMaker.people().gate(Gate.TRIGGER));
    store.addColumn(shard);
    try (var application = holding("UPDATE people SET email = 'x' WHERE id = 1")) {
      var blocked = OnSteps.failure(() -> store.installBridge(shard));

      assertThat(blocked.lockNotFree()).isTrue();
      assertThat(blocked.getMessage()).contains("application the-app");
      application.rollback();
    }
    store.installBridge(shard);
    assertThat(triggers()).hasSize(2);
  }

  @Test
  void aValueOfWhichNoColumnCanBeGeneratedGetsNoBridge() throws Exception {
    var planned = planned(SpecMaker.people());
    store.addColumn(planned);
    var fill = planned.plan().fill();
    var plan = planned.plan();
    var shard =
        new PlannedShard(
            planned.id(),
            planned.spec(),
            planned.shard(),
            new TablePlan(
                new ColumnFill(
                    fill.table(),
                    fill.key(),
                    List.of(
                        new FilledColumn(
                            "c", fill.columns().getFirst().type(), "uuid()", Sync.DERIVED))),
                plan.rowEstimate(),
                plan.tableBytes(),
                plan.serverVersion(),
                plan.ownWrites(),
                plan.identityIndex(),
                plan.scatter(),
                plan.findings()));

    var refused = OnSteps.failure(() -> store.installBridge(shard));

    assertThat(refused.getMessage()).contains("can't install the bridge");
    assertThat(triggers()).isEmpty();
  }

  private List<String> triggers() throws SQLException {
    return database.column(
        "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1");
  }
}
