package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Scatter;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** In how many passes the plan has a table filled. */
@ParameterizedClass
@EnumSource(Server.class)
@Timeout(120)
class SurveyOfScatteringIT extends OnSurvey {
  private static final int ROWS = 60_000;

  @Test
  void aTableOfFullPagesAndIndexesIsFilledInPasses() throws Exception {
    create("bigint PRIMARY KEY", "i", 100);
    database.execute("CREATE INDEX ON full_pages (email)", "VACUUM ANALYZE full_pages");

    Scatter scatter = scatter();

    assertThat(scatter.passes()).isEqualTo(8);
    assertThat(scatter.windowRows()).isEqualTo(40_000);
    assertThat(scatter.reason()).contains("2 indexes are spared");
  }

  @Test
  void aTableThatWasNeverAnalyzedIsFilledPlainly() throws Exception {
    create("bigint PRIMARY KEY", "i", 100);
    database.execute("CREATE INDEX ON full_pages (email)");

    assertThat(scatter().reason()).contains("never analyzed");
  }

  @Test
  void aTableWithOnlyItsKeysIndexIsFilledPlainly() throws Exception {
    create("bigint PRIMARY KEY", "i", 100);
    database.execute("VACUUM ANALYZE full_pages");

    assertThat(scatter().reason()).contains("no index");
  }

  @Test
  void randomKeysScatterByThemselves() throws Exception {
    create("uuid PRIMARY KEY", "md5(i::text)::uuid", 100);
    database.execute("CREATE INDEX ON full_pages (email)", "VACUUM ANALYZE full_pages");

    assertThat(scatter().reason()).contains("order of their keys");
  }

  @Test
  void aTableWithRoomOnItsPagesIsFilledPlainly() throws Exception {
    create("bigint PRIMARY KEY", "i", 45);
    database.execute("CREATE INDEX ON full_pages (email)", "VACUUM ANALYZE full_pages");

    assertThat(scatter().reason()).contains("fillfactor of 45");
  }

  private void create(String key, String id, int fillFactor) throws SQLException {
    database.execute(
        "DROP TABLE IF EXISTS full_pages",
        """
        CREATE TABLE full_pages (id %s, email text NOT NULL, name text NOT NULL)
        WITH (autovacuum_enabled = off, fillfactor = %d)
        """
            .formatted(key, fillFactor),
        """
        INSERT INTO full_pages
        SELECT %s, 'User' || i || '@X', repeat(md5(i::text), 4) FROM generate_series(1, %d) i
        """
            .formatted(id, ROWS));
  }

  private Scatter scatter() throws ShardFailure {
    var spec = SpecMaker.people().table("full_pages");
    return survey(spec).plan().orElseThrow().scatter();
  }
}
