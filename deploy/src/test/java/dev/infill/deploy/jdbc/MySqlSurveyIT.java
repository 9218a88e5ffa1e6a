package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on MySQL, and what only it says. */
@ParameterizedClass
@EnumSource(names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlSurveyIT extends SurveyContract {
  @Override
  void makePeople() throws SQLException {
    database.execute(
        """
        CREATE TABLE people (
          id bigint PRIMARY KEY AUTO_INCREMENT, email varchar(50), n int, at timestamp NULL,
          doc json, low varchar(50) AS (lower(email)) VIRTUAL)
        """,
        """
        INSERT INTO people (email)
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
        SELECT CONCAT('User', i) FROM n
        """,
        "ANALYZE TABLE people");
  }

  /** As it is asked for: a table may not be rebuilt, which takes NOT NULL. */
  @Override
  MigrationSpec spec(SpecMaker maker) {
    return MySqlSpecs.moved(maker, database.name());
  }

  @Override
  SpecMaker people() {
    return SpecMaker.people().constraints(false, "", "");
  }

  @Override
  SpecMaker everything() {
    return people()
        .column("varchar(80)", "lower(email)")
        .index("people_c", false, "c", "id")
        .constraints(false, "'x'", "");
  }

  @Override
  String badValues() {
    return """
        c                                       | unknown-column
        email # rest                            | value-not-an-expression
        @mail                                   | value-not-an-expression
        @@version                               | value-not-an-expression
        ?                                       | value-not-an-expression
        (TABLE people)                          | value-subquery
        concat(email, rand())                   | value-volatile
        concat(email, now())                    | value-volatile
        concat(email, current_user())           | value-volatile
        concat(email, curdate())                | value-volatile
        hex(random_bytes(4))                    | value-volatile
        """;
  }

  @Override
  String badTypes() {
    return """
        date                               | email  | value-wrong-type
        text NOT NULL DEFAULT ('x') AS (1) | email  | bad-type
        float                              | n      | type-not-comparable
        bit(3)                             | n      | type-not-comparable
        set('a', 'b')                      | email  | type-not-comparable
        """;
  }

  @Override
  String goodValues() {
    return """
        text            | id                                    | text
        varchar(80)     | lower(`people`.`email`)               | varchar(80)
        varchar(80)     | concat(low, 'a -- # ; ? @ "', "b")    | varchar(80)
        bigint unsigned | id                                    | bigint unsigned
        int(11)         | n + 1                                 | int
        date            | date(at)                              | date
        date            | '2020-01-01'                          | date
        decimal(10,2)   | n * 2                                 | decimal(10,2)
        datetime(6)     | at                                    | datetime(6)
        json            | json_object('a', email)               | json
        varchar(80)     | doc ->> '$.name'                      | varchar(80)
        binary(32)      | unhex(sha2(email, 256))               | binary(32)
        enum('a','b')   | if(n > 0, 'a', 'b')                   | enum('a','b')
        """;
  }

  @Test
  void storedFunctionsMustBeDeterministic() throws Exception {
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
}
