package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.plan.Touching;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The plan names what else uses a table of MySQL, and no value that a statement holds. */
@ParameterizedClass
@EnumSource(MySqlServer.class)
class MySqlTouchingIT extends OnMySqlSteps {
  private static final String EMPTY =
      "TRUNCATE TABLE performance_schema.events_statements_summary_by_digest";

  @Test
  void allThatUsesATableIsTold() throws Exception {
    database.execute(
        "CREATE TABLE cities (id int PRIMARY KEY)",
        """
        CREATE TABLE t (id bigint PRIMARY KEY, email varchar(50), city int, INDEX by_email (email),
          CONSTRAINT lives_in FOREIGN KEY (city) REFERENCES cities (id))
        """,
        "CREATE TABLE mails (t bigint, CONSTRAINT mail_of FOREIGN KEY (t) REFERENCES t (id))",
        "CREATE TRIGGER stamp BEFORE INSERT ON t FOR EACH ROW SET NEW.email = LOWER(NEW.email)",
        "CREATE VIEW seen AS SELECT id, email FROM t",
        "CREATE VIEW seen_again AS SELECT email FROM seen",
        "CREATE PROCEDURE count_them() SELECT COUNT(*) FROM t",
        "INSERT INTO t (id, email) VALUES (1, 'secret-one')",
        // The server keeps so many, and by now has those of all the tests before.
        EMPTY,
        "UPDATE t SET email = 'secret-two' WHERE id = 4711");
    try {
      var touching =
          Planners.of(database).plan(spec(people()), Shards.address(database)).touching();

      assertThat(touching)
          .extracting(it -> it.kind() + " " + it.name())
          .contains(
              "index PRIMARY",
              "index by_email",
              "trigger stamp",
              "foreign key lives_in",
              "foreign key mail_of",
              "view %s.seen".formatted(database.name()),
              "view %s.seen_again".formatted(database.name()),
              "procedure %s.count_them".formatted(database.name()));
      assertThat(statements(touching))
          .extracting(Touching::name)
          .anySatisfy(sql -> assertThat(sql).startsWith("UPDATE `t` SET `email` = ?"))
          .noneSatisfy(sql -> assertThat(sql).containsAnyOf("secret", "4711"));
      assertThat(statements(touching))
          .allSatisfy(statement -> assertThat(statement.detail()).contains("calls of"));
    } finally {
      database.execute(
          "DROP PROCEDURE count_them", "DROP VIEW seen_again, seen", "DROP TABLE mails, t, cities");
    }
  }

  @Test
  void statementsThatTheServerDidNotKeepApartAreToldToBeMissing() throws Exception {
    database.execute("CREATE TABLE t (id bigint PRIMARY KEY, email varchar(50))");
    long kept = database.number("SELECT @@GLOBAL.performance_schema_digests_size");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (int i = 0; i <= kept; i++) {
        statement.execute("SELECT 1 AS infill_" + i);
      }
      statement.execute("UPDATE t SET email = 'x' WHERE id = 4711 AND id + id > email");
    }
    try {
      var touching =
          Planners.of(database).plan(spec(people()), Shards.address(database)).touching();

      assertThat(statements(touching))
          .noneSatisfy(statement -> assertThat(statement.name()).contains("`id` + `id`"))
          .last()
          .satisfies(
              last -> {
                assertThat(last.name()).isEqualTo("perhaps others");
                assertThat(last.detail()).contains("performance_schema_digests_size is ");
              });
    } finally {
      database.execute(EMPTY, "DROP TABLE t");
    }
  }

  private static List<Touching> statements(List<Touching> touching) {
    return touching.stream().filter(it -> it.kind().equals("statement")).toList();
  }
}
