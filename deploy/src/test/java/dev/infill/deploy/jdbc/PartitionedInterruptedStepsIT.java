package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.StatementCutter.Ending;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The contract on a table whose partitions are changed one after the other, as only PostgreSQL has
 * it, for statements that the server refuses.
 */
@ParameterizedClass
@EnumSource(names = {"POSTGRES", "POSTGRES_15"})
class PartitionedInterruptedStepsIT extends InterruptedStepsContract {
  @Override
  String tableName() {
    return "events";
  }

  @BeforeEach
  @Override
  void table() throws SQLException {
    database.execute(OnEvents.EVENTS);
  }

  @AfterEach
  @Override
  void noTable() throws SQLException {
    database.execute(OnEvents.NO_EVENTS);
    noCaptures();
  }

  @Override
  SpecMaker everything() {
    return OnEvents.everything();
  }

  @Override
  List<String> steps() {
    return List.of(
        "index:events_c_idx",
        "index:events_c_key",
        "index:events_c_unique",
        "default:c",
        "check:c",
        "foreign-key:c",
        "not-null:c",
        "bridge");
  }

  @Override
  List<Ending> endings() {
    return List.of(Ending.REFUSED);
  }

  @Override
  String written() {
    return "side.events_1";
  }
}
