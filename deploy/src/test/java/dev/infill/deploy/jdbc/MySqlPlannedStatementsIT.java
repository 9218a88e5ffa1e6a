package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.infill.common.plan.Effect;
import dev.infill.common.plan.PlannedStatement;
import dev.infill.common.spec.IndexPart;
import dev.infill.common.spec.IndexSpec;
import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The plan tells each statement with the algorithm and the lock that MySQL runs it by, and whether
 * the table is written anew.
 */
@ParameterizedClass
@EnumSource(names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlPlannedStatementsIT extends OnEverySteps {
  @Test
  void eachStatementRunsAsThePlanTells() throws Exception {
    var all =
        run(
            SpecMaker.people()
                .index("people_c_idx", true, "c")
                .constraints(true, "'x'", server.hasChecks() ? "c <> ''" : "")
                .gate(Gate.TRIGGER));

    assertThat(all).anyMatch(statement -> statement.effect().rewrites());
  }

  @Test
  void aForeignKeyRunsAsThePlanTells() throws Exception {
    database.execute(
        "CREATE TABLE codes (code varchar(200) PRIMARY KEY)",
        "INSERT INTO codes SELECT lower(email) FROM people");
    try {
      run(SpecMaker.people().constraints(false, "", "").references("codes", Action.NO_ACTION));
    } finally {
      database.execute("ALTER TABLE people DROP FOREIGN KEY people_c_fkey", "DROP TABLE codes");
    }
  }

  @Test
  void whatIsNotDoneInAnInstantRunsAsThePlanTells() throws Exception {
    database.execute("ALTER TABLE people ROW_FORMAT=COMPRESSED");
    var maker = SpecMaker.people().constraints(false, "", "");

    var all = run(server.hasChecks() ? maker.index(onExpression()) : maker);

    assertThat(all)
        .filteredOn(statement -> statement.sql().contains("ADD COLUMN"))
        .singleElement()
        .matches(statement -> statement.effect().rewrites());
  }

  private List<PlannedStatement> run(SpecMaker maker) throws Exception {
    var planned = Rehearsals.of(planned(maker), database);
    // A setting is that of the statements after it.
    try (var connection = database.connect()) {
      for (PlannedStatement statement : planned) {
        runs(connection, statement);
        if (statement.sql().contains("ADD COLUMN")) {
          database.execute("UPDATE people SET c = lower(email)");
        }
      }
    }
    return planned;
  }

  private void runs(Connection connection, PlannedStatement planned) throws SQLException {
    Effect effect = planned.effect();
    long before = tableNumber();
    if (effect.lock().equals("SHARED")) {
      assertThatExceptionOfType(SQLException.class)
          .as("there is no weaker lock")
          .isThrownBy(() -> execute(connection, by(planned.sql(), effect.algorithm(), "NONE")))
          .matches(e -> e.getErrorCode() == 1845 || e.getErrorCode() == 1846, "refused as such");
    }
    execute(connection, by(planned.sql(), effect.algorithm(), effect.lock()));
    assertThat(tableNumber() != before)
        .as("written anew by " + planned.sql())
        .isEqualTo(effect.rewrites());
  }

  /** The same, with the claims in place of its own clauses. */
  private static String by(String sql, Optional<String> algorithm, String lock) {
    if (algorithm.isEmpty()) {
      return sql;
    }
    return sql.replaceAll(", (ALGORITHM|LOCK)=[A-Z]+", "")
        + ", ALGORITHM="
        + algorithm.get()
        // With this one the server takes no other word.
        + (algorithm.get().equals("INSTANT") ? "" : ", LOCK=" + lock);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql.replace(":note", "'x'"));
    }
  }

  private long tableNumber() throws SQLException {
    return database.number(
        "SELECT table_id FROM information_schema.innodb_tables WHERE name = '%s/people'"
            .formatted(database.name()));
  }

  private static IndexSpec onExpression() {
    return new IndexSpec(
        "people_c_idx",
        List.of(
            new IndexPart(
                Optional.empty(),
                Optional.of("lower(c)"),
                false,
                Optional.empty(),
                Optional.empty())),
        List.of(),
        IndexSpec.BTREE,
        Optional.empty(),
        false,
        false,
        false);
  }
}
