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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What only a bridge on MySQL does. */
@ParameterizedClass
@EnumSource(
    value = RowServer.class,
    names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlBridgeIT extends OnEverySteps {
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
    assertThat(schema.triggers()).isEmpty();
  }
}
