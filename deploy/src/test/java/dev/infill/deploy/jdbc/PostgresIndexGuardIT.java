package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding.Severity;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TransformRule;
import dev.infill.common.spec.ColumnSpec;
import dev.infill.common.spec.ConstraintsSpec;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only PostgreSQL has is taken by the guard, and only what is right of that. */
@ParameterizedClass
@EnumSource(Server.class)
class PostgresIndexGuardIT extends OnSurvey {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text",
        "id bigint PRIMARY KEY, email json"
      })
  void aTableOfAnySizeIsTaken(String columns) throws Exception {
    for (int rows : new int[] {0, 1, 2, 500, 20_000}) {
      for (boolean analyzed : new boolean[] {true, false}) {
        database.execute(
            "DROP TABLE IF EXISTS sized",
            "CREATE TABLE sized (%s)".formatted(columns),
            "ALTER TABLE sized SET (autovacuum_enabled = off)",
            "INSERT INTO sized (id, email) OVERRIDING SYSTEM VALUE"
                + " SELECT i, i::text::%s FROM generate_series(1, %d) i"
                    .formatted(columns.contains("json") ? "json" : "text", rows),
            analyzed ? "ANALYZE sized" : "SELECT 1");

        assertThat(survey(SpecMaker.people().table("sized").value("lower(id::text)")).findings())
            .as("%d rows, analyzed: %s", rows, analyzed)
            .noneMatch(finding -> finding.severity() == Severity.ERROR);
        database.execute("DROP TABLE sized");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id bigint PRIMARY KEY, email text, n int",
        "id bigint PRIMARY KEY, email json",
        "id bigint, email text, b int DEFAULT 1, PRIMARY KEY (b, id)"
      })
  void aTableOfAnySizeIsTakenForTransforms(String columns) throws Exception {
    for (int rows : new int[] {1, 20_000}) {
      sized(columns, rows);

      assertThat(errors(transformed())).as("%d rows", rows).isEmpty();
      assertThat(errors(transformed().and(inSql()))).as("%d rows", rows).isEmpty();
      database.execute("DROP TABLE sized");
    }
  }

  /** A few keys in their order are still cheaper by the index, and nothing else is. */
  @Test
  void statementsOfTransformsMustGoAlongTheIndex() throws Exception {
    sized("id bigint PRIMARY KEY, email text", 100_000);
    database.execute(
        "ALTER DATABASE " + database.name() + " SET enable_indexscan = off",
        "ALTER DATABASE " + database.name() + " SET enable_bitmapscan = off",
        "ALTER DATABASE " + database.name() + " SET random_page_cost = 1500");
    try {
      for (var spec : List.of(transformed(), transformed().and(inSql()))) {
        var refused = survey(spec).findings();

        assertThat(refused)
            .filteredOn(finding -> finding.code().equals("no-index-plan"))
            .extracting(finding -> finding.sentence().replaceAll(" would .*", ""))
            .containsSequence(
                "The statement that reads a range for the transforms",
                "The statement that reads captured changes",
                "The statement that writes what they computed",
                "The statement that writes around locked rows");
      }
    } finally {
      database.execute("ALTER DATABASE " + database.name() + " RESET ALL", "DROP TABLE sized");
    }
  }

  private void sized(String columns, int rows) throws SQLException {
    database.execute(
        "CREATE TABLE sized (%s)".formatted(columns),
        "INSERT INTO sized (id, email) SELECT i, i::text::%s FROM generate_series(1, %d) i"
            .formatted(columns.contains("json") ? "json" : "text", rows),
        "ANALYZE sized");
  }

  private static SpecMaker transformed() {
    return SpecMaker.people()
        .table("sized")
        .column(
            new ColumnSpec(
                "c",
                "text",
                "",
                Sync.DERIVED,
                ConstraintsSpec.NONE,
                Optional.of(new TransformRule("email-domain", List.of("email", "id")))));
  }

  private static ColumnSpec inSql() {
    return new ColumnSpec("d", "text", "lower(id::text)", Sync.DERIVED, ConstraintsSpec.NONE);
  }
}
