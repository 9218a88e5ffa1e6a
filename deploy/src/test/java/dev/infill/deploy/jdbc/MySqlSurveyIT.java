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

/** Everything that stands against a spec on MySQL is found before anything is changed. */
@ParameterizedClass
@EnumSource
class MySqlSurveyIT extends OnMySqlSteps {
  private static final String TEXT = " CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci";

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          lower(mail)                             | unknown-column
          c                                       | unknown-column
          lower(email                             | value-not-an-expression
          lower(email)) FROM people; --           | value-not-an-expression
          email -- rest                           | value-not-an-expression
          email # rest                            | value-not-an-expression
          email /* rest                           | value-not-an-expression
          email, id                               | value-not-an-expression
          @mail                                   | value-not-an-expression
          @@version                               | value-not-an-expression
          ?                                       | value-not-an-expression
          nosuch(email)                           | value-not-an-expression
          (SELECT max(email) FROM t)              | value-subquery
          (TABLE t)                               | value-subquery
          max(email)                              | value-aggregate
          lag(email) OVER ()                      | value-aggregate
          concat(email, rand())                   | value-volatile
          concat(email, now())                    | value-volatile
          concat(email, current_user())           | value-volatile
          concat(email, curdate())                | value-volatile
          hex(random_bytes(4))                    | value-volatile
          """)
  void aValueThatWontDoIsRefused(String value, String code) throws Exception {
    makePeople();

    assertThat(errors(people().value(value))).containsExactly(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          int                | lower(email)            | value-wrong-type
          date               | email                   | value-wrong-type
          nosuch             | email                   | bad-type
          text, ADD COLUMN d int | email               | bad-type
          text); --          | email                   | bad-type
          text NOT NULL DEFAULT ('x') AS (1) | email   | bad-type
          float              | n                       | type-not-comparable
          bit(3)             | n                       | type-not-comparable
          point              | NULL                    | type-not-comparable
          set('a', 'b')      | email                   | type-not-comparable
          """)
  void aTypeThatWontDoIsRefused(String type, String value, String code) throws Exception {
    makePeople();

    assertThat(errors(people().column(type, value))).contains(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          text          | id                                        | text
          varchar(80)   | lower(`t`.`email`)                        | varchar(80)
          varchar(80)   | concat(low, 'a -- # ; ? @ "', "b")        | varchar(80)
          bigint unsigned | id                                      | bigint unsigned
          int(11)       | n + 1                                     | int
          date          | date(at)                                  | date
          date          | '2020-01-01'                              | date
          decimal(10,2) | n * 2                                     | decimal(10,2)
          datetime(6)   | at                                        | datetime(6)
          json          | json_object('a', email)                   | json
          varchar(80)   | doc ->> '$.name'                          | varchar(80)
          binary(32)    | unhex(sha2(email, 256))                   | binary(32)
          enum('a','b') | if(n > 0, 'a', 'b')                       | enum('a','b')
          """)
  void aValueThatFitsIsTaken(String type, String value, String formatted) throws Exception {
    makePeople();

    var surveyed = survey(people().column(type, value));

    assertThat(surveyed.plan()).as(surveyed.findings()::toString).isPresent();
    assertThat(surveyed.plan().orElseThrow().fill().columns().getFirst().type())
        .isIn(formatted, formatted + TEXT);
  }

  @Test
  void aFirstValueMayChangeByItself() throws Exception {
    makePeople();

    assertThat(errors(people().value("concat(email, now())").initial())).isEmpty();
  }

  @Test
  void storedFunctionsMustBeDeterministic() throws Exception {
    makePeople();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET GLOBAL log_bin_trust_function_creators = ON");
      statement.execute(
          "CREATE FUNCTION plain(v text) RETURNS text DETERMINISTIC NO SQL RETURN lower(v)");
      statement.execute(
          "CREATE FUNCTION changing(v text) RETURNS text NOT DETERMINISTIC NO SQL RETURN v");
      statement.execute(
          "CREATE FUNCTION reading(v text) RETURNS text DETERMINISTIC READS SQL DATA RETURN v");
      statement.execute("SET GLOBAL log_bin_trust_function_creators = OFF");
    }

    assertThat(errors(people().value("plain(email)"))).isEmpty();
    assertThat(errors(people().value("changing(email)"))).containsExactly("value-volatile");
    assertThat(errors(people().value("reading(email)"))).containsExactly("value-volatile");
    database.execute("DROP FUNCTION plain", "DROP FUNCTION changing", "DROP FUNCTION reading");
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
