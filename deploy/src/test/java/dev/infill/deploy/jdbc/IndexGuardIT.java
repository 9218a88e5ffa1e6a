package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding.Severity;
import dev.infill.common.spec.WritersSpec.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard against statements that read whole tables takes what is right, and only that. */
@ParameterizedClass
@EnumSource(Server.class)
class IndexGuardIT extends OnSurvey {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "id bigint PRIMARY KEY, email text",
        "id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text",
        "id bigint PRIMARY KEY, email json",
        "id text PRIMARY KEY, email text",
        "id bigint, email text, b int DEFAULT 1, PRIMARY KEY (b, id)",
        "id bigint, email text, UNIQUE (id, email), PRIMARY KEY (id)",
        "id bigint PRIMARY KEY, email text, b bool DEFAULT true, UNIQUE (b, id)"
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

  @Test
  void nothingIsChangedAndNoRowIsLocked() throws Exception {
    String before =
        database.value("SELECT sum(xmin::text::bigint + xmax::text::bigint) FROM people");

    assertThat(errors(SpecMaker.people().gate(Gate.TRIGGER))).isEmpty();

    assertThat(database.value("SELECT sum(xmin::text::bigint + xmax::text::bigint) FROM people"))
        .isEqualTo(before);
  }
}
