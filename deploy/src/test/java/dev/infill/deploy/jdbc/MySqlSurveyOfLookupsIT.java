package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on MySQL, and what only it says. */
@ParameterizedClass
@EnumSource(names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlSurveyOfLookupsIT extends SurveyOfLookupsContract {
  @Override
  void makePeople() throws SQLException {
    database.execute(
        "CREATE TABLE people (id bigint PRIMARY KEY, email varchar(50), n int)",
        """
        CREATE TABLE codes (
          code varchar(50) PRIMARY KEY, name varchar(50), f float, n int,
          twice int GENERATED ALWAYS AS (n * 2) STORED)
        """,
        "CREATE TABLE `Odd One` (`the Code` varchar(50) COLLATE utf8mb4_bin PRIMARY KEY, name varchar(50))",
        "CREATE TABLE payments (n bigint PRIMARY KEY, owner varchar(50), amount int, KEY (owner))",
        "CREATE VIEW seen AS SELECT * FROM codes",
        "CREATE TABLE parts (code varchar(50) PRIMARY KEY, name varchar(50)) PARTITION BY KEY () PARTITIONS 2",
        "CREATE TABLE locking (code varchar(50) PRIMARY KEY, name varchar(50)) ENGINE=MyISAM");
  }

  @Override
  MigrationSpec spec(SpecMaker maker) {
    return MySqlSpecs.moved(maker, database.name());
  }

  @Override
  String codeType() {
    return "varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci";
  }

  @Override
  String good() {
    return """
        (SELECT name FROM `Odd One` o WHERE o.`the Code` = email)               | Odd One  | `Odd One`.`the Code` = email
        (SELECT CAST(SUM(amount) AS CHAR) FROM payments WHERE owner = email)    | payments | payments.owner = people.email
        (SELECT CAST(COUNT(*) AS CHAR) FROM payments f WHERE f.owner = email AND f.n > id) | payments | payments.owner = email
        (WITH w AS (SELECT * FROM codes) SELECT MAX(LEFT(name, 3)) FROM w WHERE w.code = email) | codes | codes.code = email
        (SELECT MAX(TRIM(BOTH ' ' FROM name)) FROM codes WHERE code IN (email, people.n)) | codes | codes.code = email OR codes.code = people.n
        """;
  }

  @Override
  String bad() {
    return """
        value-subquery | (SELECT name FROM codes WHERE code = email)                | payments | payments.owner = email
        value-subquery | CASE WHEN 1 = 0 THEN (SELECT name FROM codes WHERE 1 = 0) END | payments | payments.owner = email
        value-subquery | (SELECT MAX(table_name) FROM information_schema.tables)    | codes    | codes.code = email
        value-volatile | (SELECT MAX(CONCAT(name, RAND())) FROM codes WHERE code = email) | codes | codes.code = email
        value-volatile | (SELECT MAX(name) FROM codes WHERE code = CURRENT_DATE)    | codes    | codes.code = email
        value-volatile | (SELECT MAX(CONCAT(name, connection_id())) FROM codes)     | codes    | codes.code = email
        lookup-table   | (SELECT name FROM locking WHERE code = email)              | locking  | locking.code = email
        lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.code = email AND RAND() < 1
        lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.f = n
        lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.twice = people.n
        lookup-via     | (SELECT MAX(owner) FROM payments WHERE owner <=> email)    | payments | payments.owner <=> email
        """;
  }

  @Test
  void cascadesIntoATableThatIsLookedIntoAreRefusedWhereNoLogTellsThem() throws Exception {
    assumeTrue(server != RowServer.MYSQL_9, "from 9.6 on the log tells");
    database.execute(
        "CREATE TABLE owners (id varchar(50) PRIMARY KEY)",
        """
        CREATE TABLE owned (id varchar(50) PRIMARY KEY, owner varchar(50),
          FOREIGN KEY (owner) REFERENCES owners (id) ON DELETE CASCADE)
        """);

    assertThat(
            errors(
                looking("(SELECT MAX(o.id) FROM owned o WHERE o.id = email)")
                    .lookup("owned", "owned.id = email")))
        .containsExactly("cascade-unlogged");
  }
}
