package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.infill.common.message.Finding;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything about tables, users and servers that stands against a migration is found. */
@ParameterizedClass
@EnumSource
class MySqlSurveyOfTablesIT extends OnMySqlSteps {
  private void table(String columns) throws SQLException {
    database.execute("CREATE TABLE t (" + columns + ")");
  }

  private void makePeople() throws SQLException {
    table(
        "id bigint PRIMARY KEY AUTO_INCREMENT, email varchar(50), n int, at timestamp NULL, doc json,"
            + " low varchar(50) AS (lower(email)) VIRTUAL");
  }

  private List<String> errors(SpecMaker maker) throws ShardFailure {
    return survey(maker).findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .map(Finding::code)
        .toList();
  }

  private List<KeyColumn> key() throws ShardFailure {
    return survey(people()).plan().orElseThrow().fill().key();
  }

  @Test
  void aKeyIsFoundWithTypesThatTellTheCollation() throws Exception {
    table(
        "tenant smallint unsigned, code varchar(20) COLLATE utf8mb4_bin, email varchar(50),"
            + " PRIMARY KEY (code, tenant)");

    assertThat(key())
        .containsExactly(
            new KeyColumn("code", "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"),
            new KeyColumn("tenant", "smallint unsigned"));
  }

  @Test
  void aUniqueKeyWithoutNullsServesWhereNoPrimaryKeyIs() throws Exception {
    table(
        "id bigint, n int NOT NULL, email varchar(50) NOT NULL, UNIQUE by_id (id),"
            + " UNIQUE by_prefix (email(10)), UNIQUE by_n (n)");

    assertThat(key()).containsExactly(new KeyColumn("n", "int"));
  }

  @Test
  void aKeyThatTheServerMadeAndHidesIsOneLikeAnyOther() throws Exception {
    assumeTrue(server == MySqlServer.MYSQL_9, "made by the server from 8.0.30 on");
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_generate_invisible_primary_key = ON");
      statement.execute("CREATE TABLE t (email varchar(50))");
    }

    assertThat(key()).containsExactly(new KeyColumn("my_row_id", "bigint unsigned"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          id int, email varchar(50)                                                  | no-key
          id int UNIQUE, email varchar(50)                                           | no-key
          id varchar(300) NOT NULL, email varchar(50), UNIQUE (id(100))              | no-key
          id float PRIMARY KEY, email varchar(50)                                    | key-type
          id bit(8) PRIMARY KEY, email varchar(50)                                   | key-type
          id enum('a', 'b') PRIMARY KEY, email varchar(50)                           | key-type
          id int, n int, email varchar(50), PRIMARY KEY (id, n DESC)                 | key-type
          id varchar(9) CHARACTER SET big5 PRIMARY KEY, email varchar(50)            | key-type
          id int PRIMARY KEY, email varchar(50), FULLTEXT (email)                    | column-needs-rebuild
          """)
  void aTableThatWontDoIsRefused(String columns, String code) throws Exception {
    table(columns);

    assertThat(errors(people())).containsExactly(code);
  }

  @Test
  void aTableOfTooManyShapesMustBeRebuiltFirst() throws Exception {
    assumeTrue(server == MySqlServer.MYSQL_9, "columns go at once from 8.0.29 on");
    makePeople();
    for (int i = 0; i < 32; i++) {
      database.execute(
          "ALTER TABLE t ADD COLUMN x int, ALGORITHM=INSTANT",
          "ALTER TABLE t DROP COLUMN x, ALGORITHM=INSTANT");
    }

    assertThat(errors(people())).containsExactly("column-needs-rebuild");
    database.execute("ALTER TABLE t FORCE");
    assertThat(errors(people())).isEmpty();
  }

  @Test
  void cascadesThatNoLogTellsAreRefused() throws Exception {
    database.execute("CREATE TABLE mails (mail varchar(50) PRIMARY KEY)");
    try {
      table(
          "id int PRIMARY KEY, email varchar(50), other varchar(50),"
              + " FOREIGN KEY (email) REFERENCES mails (mail) ON UPDATE CASCADE");

      assertThat(errors(people()))
          .isEqualTo(server == MySqlServer.MYSQL_9 ? List.of() : List.of("cascade-unlogged"));
      assertThat(errors(people().value("lower(other)"))).isEmpty();
    } finally {
      database.execute("DROP TABLE t", "DROP TABLE mails");
    }
  }

  @Test
  void ourWritesAreLookedAtWhereTriggersFire() throws Exception {
    makePeople();
    database.execute("CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW SET NEW.n = 1");

    assertThat(survey(people()).plan().orElseThrow().ownWrites()).isEqualTo(OwnWrites.APPLIED);
  }

  @Test
  void theDocumentedPrivilegesAreEnough() throws Exception {
    makePeople();
    String user = database.name() + "_infill";
    database.execute(
        "CREATE USER %s IDENTIFIED BY '%s'".formatted(user, database.password()),
        "GRANT REPLICATION SLAVE, REPLICATION CLIENT, PROCESS, %s ON *.* TO %s"
            .formatted(
                server == MySqlServer.MYSQL_9
                    ? "SESSION_VARIABLES_ADMIN"
                    : "SYSTEM_VARIABLES_ADMIN",
                user),
        "GRANT SELECT ON performance_schema.* TO " + user,
        "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, CREATE TEMPORARY TABLES ON `%s`.* TO %s"
            .formatted(database.name().replace("_", "\\_"), user),
        server == MySqlServer.MYSQL_9
            ? "GRANT USAGE ON *.* TO " + user
            : "GRANT SELECT ON *.* TO " + user);
    try {
      var surveyed =
          store.survey(people().table(database.name(), "t").spec(), Shards.address(database, user));

      assertThat(surveyed.findings()).isEmpty();
      assertThat(surveyed.plan().orElseThrow().ownWrites()).isEqualTo(OwnWrites.DROPPED);
    } finally {
      database.execute("DROP USER " + user);
    }
  }
}
