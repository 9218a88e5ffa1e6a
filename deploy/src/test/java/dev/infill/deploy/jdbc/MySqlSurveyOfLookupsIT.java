package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.infill.common.message.Finding;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.MigrationSpec;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the survey says on MySQL of values that look into other tables. */
@ParameterizedClass
@EnumSource
class MySqlSurveyOfLookupsIT extends OnMySqlSteps {
  private static final String VALUE = "(SELECT name FROM codes WHERE code = email)";

  @BeforeParameterizedClassInvocation
  void others() throws SQLException {
    database.execute(
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

  @BeforeEach
  void table() throws SQLException {
    database.execute("CREATE TABLE t (id bigint PRIMARY KEY, email varchar(50), n int)");
  }

  @Override
  MigrationSpec spec(SpecMaker maker) {
    return MySqlSpecs.moved(maker, database.name());
  }

  private SpecMaker looking(String value) {
    return people().value(value);
  }

  private List<String> errors(SpecMaker maker) throws ShardFailure {
    return survey(maker).findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .map(Finding::code)
        .toList();
  }

  @Test
  void aLookupByTheOthersKeyIsTakenAndOurOwnWritesAreLookedAtAgain() throws Exception {
    var surveyed = survey(looking(VALUE).lookup("codes", "codes.code = t.email"));

    var plan = surveyed.plan().orElseThrow();
    assertThat(plan.fill().lookups().getFirst().columns())
        .containsExactly(
            new KeyColumn("code", "varchar(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci"));
    assertThat(plan.ownWrites()).isEqualTo(OwnWrites.APPLIED);
    assertThat(surveyed.findings()).extracting(Finding::code).doesNotContain("lookup-unread");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          (SELECT name FROM `Odd One` o WHERE o.`the Code` = email)               | Odd One  | `Odd One`.`the Code` = email
          (SELECT CAST(SUM(amount) AS CHAR) FROM payments WHERE owner = email)    | payments | payments.owner = t.email
          (SELECT CAST(COUNT(*) AS CHAR) FROM payments f WHERE f.owner = email AND f.n > id) | payments | payments.owner = email
          CASE WHEN EXISTS (SELECT 1 FROM codes WHERE code = email) THEN 'a' END  | codes    | codes.code = email
          coalesce((SELECT name FROM codes c WHERE c.code = lower(email)), email) | codes    | codes.code = lower(t.email)
          (WITH w AS (SELECT * FROM codes) SELECT MAX(LEFT(name, 3)) FROM w WHERE w.code = email) | codes | codes.code = email
          (SELECT MAX(TRIM(BOTH ' ' FROM name)) FROM codes WHERE code IN (email, t.n)) | codes | codes.code = email OR codes.code = t.n
          """)
  void aLookupOfAnyFormIsTaken(String value, String table, String via) throws Exception {
    assertThat(errors(looking(value).lookup(table, via))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          value-subquery | (SELECT name FROM codes WHERE code = email)                | payments | payments.owner = email
          value-subquery | (SELECT MAX(p.email) FROM t p WHERE p.id < t.id)           | codes    | codes.code = email
          value-subquery | (SELECT name FROM seen WHERE code = email)                 | codes    | codes.code = email
          value-subquery | CASE WHEN 1 = 0 THEN (SELECT name FROM codes WHERE 1 = 0) END | payments | payments.owner = email
          value-subquery | (SELECT MAX(table_name) FROM information_schema.tables)    | codes    | codes.code = email
          value-volatile | (SELECT MAX(CONCAT(name, RAND())) FROM codes WHERE code = email) | codes | codes.code = email
          value-volatile | (SELECT MAX(name) FROM codes WHERE code = CURRENT_DATE)    | codes    | codes.code = email
          value-volatile | (SELECT MAX(CONCAT(name, connection_id())) FROM codes)     | codes    | codes.code = email
          lookup-table   | (SELECT name FROM seen WHERE code = email)                 | seen     | seen.code = email
          lookup-table   | (SELECT name FROM parts WHERE code = email)                | parts    | parts.code = email
          lookup-table   | (SELECT name FROM locking WHERE code = email)              | locking  | locking.code = email
          lookup-table   | (SELECT name FROM codes WHERE code = email)                | nosuch   | nosuch.code = email
          lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | code = email
          lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.nosuch = email
          lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.code = nosuch
          lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.code = email AND RAND() < 1
          lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.code IN (SELECT email)
          lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.f = n
          lookup-via     | (SELECT name FROM codes WHERE code = email)                | codes    | codes.twice = t.n
          lookup-via     | (SELECT MAX(owner) FROM payments WHERE owner <=> email)    | payments | payments.owner <=> email
          """)
  void whatCannotBeFollowedIsRefused(String code, String value, String table, String via)
      throws Exception {
    assertThat(errors(looking(value).lookup(table, via))).contains(code);
  }

  @Test
  void cascadesIntoATableThatIsLookedIntoAreRefusedWhereNoLogTellsThem() throws Exception {
    assumeTrue(server != MySqlServer.MYSQL_9, "from 9.6 on the log tells");
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
