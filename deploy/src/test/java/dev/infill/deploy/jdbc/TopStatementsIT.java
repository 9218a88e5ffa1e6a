package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.preview.PostgresShardPlanner;
import dev.infill.common.plan.Touching;
import dev.infill.deploy.testing.StatementsPostgres;
import org.junit.jupiter.api.Test;

/** The plan names the statements that use the table most, and no value in them. */
class TopStatementsIT {
  @Test
  void topStatementsAreToldWithoutValues() throws Exception {
    try (var server = new StatementsPostgres()) {
      var database = server.database();
      database.execute(
          "CREATE EXTENSION pg_stat_statements",
          "CREATE TABLE people (id bigint PRIMARY KEY, email text)",
          "INSERT INTO people VALUES (1, 'secret-one')",
          "UPDATE people SET email = 'secret-two' WHERE id = 4711");

      var plan =
          new PostgresShardPlanner(Shards.connections(database, "test"))
              .plan(SpecMaker.people().spec(), Shards.address(database));

      var statements =
          plan.touching().stream().filter(touching -> touching.kind().equals("statement")).toList();
      assertThat(statements)
          .extracting(Touching::name)
          .anySatisfy(sql -> assertThat(sql).startsWith("UPDATE people SET email = "))
          .noneSatisfy(sql -> assertThat(sql).containsAnyOf("secret", "4711"));
      assertThat(statements).allSatisfy(sql -> assertThat(sql.detail()).contains("calls of"));
    }
  }
}
