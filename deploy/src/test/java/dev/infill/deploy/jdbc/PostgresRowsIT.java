package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Sync;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What only PostgreSQL has in a value. */
@ParameterizedClass
@EnumSource(Server.class)
class PostgresRowsIT extends OnPeople {
  @Test
  void aQuestionMarkMayBeAnOperator() throws Exception {
    var rows =
        rows(Keys.BIGINT, "CASE WHEN ('{\"a\":1}'::jsonb) ? 'a' THEN 'what?' END", Sync.DERIVED);

    assertThat(rows.fill(KeyRange.ALL, SHORT).filled()).isEqualTo(1000);
    assertThat(database.value("SELECT DISTINCT c FROM people")).isEqualTo("what?");
  }
}
