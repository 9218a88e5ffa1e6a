package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.preview.JdbcShardPlanner;
import dev.infill.common.plan.Touching;
import dev.infill.deploy.local.EmbeddedPostgres;
import dev.infill.deploy.local.PostgresSettings;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The plan names the statements that use the table most, and no value in them. */
class TopStatementsIT {
  private static final Path DEBIAN_15 = Path.of("/usr/lib/postgresql/15");

  @Test
  void topStatementsAreToldWithoutValues() throws Exception {
    Assumptions.assumeTrue(
        Files.exists(DEBIAN_15.resolve("lib/pg_stat_statements.so")),
        "PostgreSQL 15 with pg_stat_statements");
    var folder = TestFolder.get();
    try (var server =
        EmbeddedPostgres.start(
            folder.folder("postgres-statements"),
            folder.log("postgres-statements"),
            PostgresSettings.installed(DEBIAN_15.resolve("bin"), "postgres", "test")
                .with("shared_preload_libraries", "pg_stat_statements")
                .with("fsync", "off"),
            folder.runFile())) {
      String url = server.jdbcUrl("postgres");
      var database = new TestDatabase("postgres", url, server.user(), server.password(), url);
      database.execute(
          "CREATE EXTENSION pg_stat_statements",
          "CREATE TABLE people (id bigint PRIMARY KEY, email text)",
          "INSERT INTO people VALUES (1, 'secret-one')",
          "UPDATE people SET email = 'secret-two' WHERE id = 4711");

      var plan =
          new JdbcShardPlanner(Shards.connections(database, "test"))
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
