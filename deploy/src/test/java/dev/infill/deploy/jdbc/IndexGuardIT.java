package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.message.Finding.Severity;
import dev.infill.common.spec.WritersSpec.Gate;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The guard against statements that read whole tables takes what is right, and only that. */
@ParameterizedClass
@EnumSource
class IndexGuardIT extends OnEverySteps {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "id bigint PRIMARY KEY, email varchar(50)",
        "id varchar(50) PRIMARY KEY, email varchar(50)",
        "id bigint, email varchar(50), b int DEFAULT 1, PRIMARY KEY (b, id)",
        "id bigint, email varchar(50), UNIQUE (id, email), PRIMARY KEY (id)",
        "id bigint PRIMARY KEY, email varchar(50), b bool DEFAULT true, UNIQUE (b, id)"
      })
  void aTableOfAnySizeIsTaken(String columns) throws Exception {
    // Loading them takes its time on MySQL.
    int[] sizes = server.isMySql() ? new int[] {1, 20_000} : new int[] {0, 1, 2, 500, 20_000};
    for (int rows : sizes) {
      for (boolean analyzed : new boolean[] {true, false}) {
        make(columns, rows, analyzed);

        assertThat(findings(SpecMaker.people().table("sized").value(lowerId())))
            .as("%d rows, analyzed: %s", rows, analyzed)
            .noneMatch(finding -> finding.severity() == Severity.ERROR);
        database.execute("DROP TABLE sized");
      }
    }
  }

  private void make(String columns, int rows, boolean analyzed) throws SQLException {
    if (server.isMySql()) {
      database.execute(
          "CREATE TABLE sized (%s) STATS_AUTO_RECALC = 0".formatted(columns),
          """
          INSERT INTO sized (id, email)
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %1$d)
          SELECT /*+ SET_VAR(cte_max_recursion_depth = 100000) */ i, i FROM n WHERE i <= %1$d
          """
              .formatted(rows),
          analyzed ? "ANALYZE TABLE sized" : "DO 1");
    } else {
      database.execute(
          "CREATE TABLE sized (%s)".formatted(columns),
          "ALTER TABLE sized SET (autovacuum_enabled = off)",
          "INSERT INTO sized (id, email) SELECT i, i::text FROM generate_series(1, %d) i"
              .formatted(rows),
          analyzed ? "ANALYZE sized" : "SELECT 1");
    }
  }

  private String lowerId() {
    return server.isMySql() ? "lower(id)" : "lower(id::text)";
  }

  @Test
  void nothingIsChangedAndNoRowIsLocked() throws Exception {
    String state =
        server.isMySql()
            ? "SELECT @@GLOBAL.gtid_executed"
            : "SELECT sum(xmin::text::bigint + xmax::text::bigint) FROM people";
    String before = database.value(state);

    assertThat(findings(SpecMaker.people().gate(Gate.TRIGGER)))
        .noneMatch(finding -> finding.severity() == Severity.ERROR);

    assertThat(database.value(state)).isEqualTo(before);
  }

  private List<Finding> findings(SpecMaker maker) throws Exception {
    return store.survey(spec(maker), Shards.address(database)).findings();
  }
}
