package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same of a table that values look into. */
@ParameterizedClass
@EnumSource(Server.class)
class LookupGroundIT extends OnSteps {
  @BeforeEach
  void codes() throws SQLException {
    database.execute(
        "CREATE TABLE codes (code text PRIMARY KEY, name text, note text)",
        "INSERT INTO codes SELECT 'User' || i, i FROM generate_series(1, 100) i");
  }

  @AfterEach
  void noCodes() throws SQLException {
    database.execute("DROP TABLE IF EXISTS codes");
  }

  @Test
  void bothTablesArePublished() throws Exception {
    var shard = captured();

    assertThat(
            database.column(
                "SELECT tablename FROM pg_publication_tables WHERE pubname = '%s' ORDER BY 1"
                    .formatted(store.publication(shard))))
        .containsExactly("codes", "people");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ANALYZE codes",
        "UPDATE codes SET name = 'x'",
        "ALTER TABLE codes ADD COLUMN theirs int DEFAULT 7",
        "ALTER TABLE codes RENAME COLUMN note TO remark",
        "CREATE INDEX theirs ON codes (name)"
      })
  void whatChangesNoValueUnseenDoesNotDisturb(String statement) throws Exception {
    var shard = captured();

    database.execute(statement);

    assertThat(store.changed(shard)).isEmpty();
    store.lookAgain(shard);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TRUNCATE codes",
        "VACUUM FULL codes",
        "ALTER TABLE codes ALTER COLUMN name TYPE varchar(3)",
        "ALTER TABLE codes REPLICA IDENTITY FULL"
      })
  void whatMayHaveChangedValuesLeadsToANewCapture(String statement) throws Exception {
    var shard = captured();

    database.execute(statement);

    assertThat(store.changed(shard))
        .hasValueSatisfying(told -> assertThat(told).contains("looks into"));
    store.lookAgain(shard);
    store.dropCapture(shard);
    store.prepareCapture(shard);
    assertThat(store.changed(shard)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ALTER TABLE codes DROP COLUMN name                 | name
          ALTER TABLE codes RENAME COLUMN code TO other      | code
          ALTER TABLE codes ALTER COLUMN code TYPE varchar(9) | the column code of public.codes
          DROP TABLE codes                                   | codes
          """)
  void whatTakesAwayWhatIsNeededStopsTheMigration(String statement, String why) throws Exception {
    var shard = captured();

    database.execute(statement);

    assertThat(store.changed(shard)).isPresent();
    var failure = failure(() -> store.lookAgain(shard));
    assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(failure.getMessage()).contains(why);
  }

  @Test
  void aRollbackLeavesTheOtherTableAsItWas() throws Exception {
    String before = definition();
    var shard = captured();

    store.rollBack(shard);

    assertThat(definition()).isEqualTo(before);
  }

  private PlannedShard captured() throws Exception {
    var shard =
        planned(
            SpecMaker.people()
                .value("(SELECT max(name) FROM codes WHERE code = email)")
                .lookup("codes", "codes.code = people.email"));
    store.lookAgain(shard);
    store.prepareCapture(shard);
    return shard;
  }
}
