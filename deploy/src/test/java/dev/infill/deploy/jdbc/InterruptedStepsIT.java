package dev.infill.deploy.jdbc;

import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.deploy.testing.StatementCutter.Ending;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on each of the servers, for connections that are lost. */
@ParameterizedClass
@EnumSource
class InterruptedStepsIT extends InterruptedStepsContract {
  @BeforeEach
  void mails() throws SQLException {
    makeMails();
  }

  @AfterEach
  @Override
  void noTable() throws SQLException {
    super.noTable();
    database.execute("DROP TABLE mails");
  }

  @Override
  SpecMaker everything() {
    return SpecMaker.people()
        .constraints(true, "'x'", server.hasChecks() ? "c <> ''" : "")
        .references("mails", Action.NO_ACTION)
        .index("people_c_key", true, "c")
        .gate(Gate.TRIGGER);
  }

  @Override
  List<String> steps() {
    return Stream.of(
            "index:people_c_key", "default:c", "check:c", "foreign-key:c", "not-null:c", "bridge")
        .filter(step -> server.hasChecks() || !step.startsWith("check:"))
        .toList();
  }

  @Override
  List<Ending> endings() {
    return List.of(Ending.LOST_BEFORE, Ending.LOST_AFTER);
  }

  @Override
  String written() {
    return "people";
  }
}
