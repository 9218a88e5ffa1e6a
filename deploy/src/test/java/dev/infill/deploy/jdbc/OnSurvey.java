package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.postgres.PostgresSchemaStore;
import dev.infill.common.message.Finding;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/** Tests over the survey of a table. */
abstract class OnSurvey extends OnServer {
  static final String[] PEOPLE = {
    """
    CREATE TABLE people (
      id bigint PRIMARY KEY, email text, amount numeric(12,2), at timestamptz,
      twice int GENERATED ALWAYS AS (2) STORED)
    """,
    "INSERT INTO people (id, email) SELECT i, 'User' || i FROM generate_series(1, 1000) i",
    "CREATE FUNCTION volatile_name(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
    "CREATE DOMAIN positive AS int CHECK (value > 0)",
    "CREATE DOMAIN plain AS varchar(20)"
  };

  SchemaStore store;

  @BeforeParameterizedClassInvocation
  void table() throws SQLException {
    store = new PostgresSchemaStore(Shards.connections(database, "test"));
    database.execute(PEOPLE);
  }

  SchemaStore.Surveyed survey(SpecMaker spec) throws ShardFailure {
    var surveyed = store.survey(spec.spec(), Shards.address(database));
    assertThat(surveyed.plan().isEmpty())
        .isEqualTo(
            surveyed.findings().stream()
                .anyMatch(finding -> finding.severity() == Finding.Severity.ERROR));
    return surveyed;
  }

  List<String> codes(SpecMaker spec) throws ShardFailure {
    return codes(survey(spec));
  }

  static List<String> codes(SchemaStore.Surveyed surveyed) {
    return surveyed.findings().stream().map(Finding::code).toList();
  }

  List<String> errors(SpecMaker spec) throws ShardFailure {
    return survey(spec).findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .map(Finding::code)
        .toList();
  }

  String advice(SpecMaker spec, String code) throws ShardFailure {
    return survey(spec).findings().stream()
        .filter(finding -> finding.code().equals(code))
        .findFirst()
        .orElseThrow()
        .advice();
  }
}
