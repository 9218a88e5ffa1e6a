package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else does to the table is told apart by whether it can change a value unseen. */
@ParameterizedClass
@EnumSource(Server.class)
class GroundIT extends OnSteps {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "VACUUM FULL people",
        "CLUSTER people USING people_pkey",
        "TRUNCATE people",
        "ANALYZE people",
        "ALTER TABLE people ALTER COLUMN email SET STATISTICS 500",
        "ALTER TABLE people ADD COLUMN theirs int DEFAULT 7",
        "ALTER TABLE people ADD COLUMN theirs float8 DEFAULT random()",
        "CREATE INDEX theirs ON people (email)",
        "REINDEX TABLE CONCURRENTLY people",
        "ALTER TABLE people ALTER COLUMN c SET NOT NULL",
        "UPDATE people SET email = 'x'"
      })
  void whatLeavesEveryValueAsItIsDoesNotDisturb(String statement) throws Exception {
    var shard = captured();

    database.execute("UPDATE people SET c = email", statement);

    assertThat(store.changed(shard)).isEmpty();
    store.lookAgain(shard);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ALTER TABLE people ALTER COLUMN email TYPE varchar(99)               | were altered
          ALTER TABLE people ALTER COLUMN email TYPE text USING reverse(email) | was rewritten
          ALTER TABLE people ALTER COLUMN c TYPE text USING 'theirs'           | was rewritten
          """)
  void whatMayHaveChangedValuesLeadsToANewCaptureOverThem(String statement, String why)
      throws Exception {
    var shard = captured();

    database.execute(statement);

    assertThat(store.changed(shard)).hasValueSatisfying(told -> assertThat(told).contains(why));
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
          ALTER TABLE people RENAME COLUMN email TO mail          | column "email" does not exist
          ALTER TABLE people DROP COLUMN email                    | column "email" does not exist
          ALTER TABLE people ALTER COLUMN email TYPE int USING id | function lower(integer) does not exist
          ALTER TABLE people ALTER COLUMN id TYPE numeric         | the key's column id was of type bigint and is of type numeric
          ALTER TABLE people RENAME COLUMN id TO ident            | the key's column id is gone
          ALTER TABLE people DROP CONSTRAINT people_pkey          | no unique index holds the key
          ALTER TABLE people DROP COLUMN c                        | the column c was dropped
          ALTER TABLE people ALTER COLUMN c TYPE varchar(200)     | a column c of type character varying(200)
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
  void aTableThatIsGoneStopsTheMigration() throws Exception {
    var shard = captured();

    database.execute("ALTER TABLE people RENAME TO folk");

    assertThat(store.changed(shard)).isPresent();
    var failure = failure(() -> store.lookAgain(shard));
    assertThat(failure.kind()).isEqualTo(FailureKind.PERMANENT);
    assertThat(failure.getMessage()).contains("the table public.people is gone");
    database.execute("ALTER TABLE folk RENAME TO people");
  }

  @Test
  void aColumnThatWentWithALostServerIsAddedAgain() throws Exception {
    var shard = captured();
    database.execute("ALTER TABLE people DROP COLUMN c");
    store.dropCapture(shard);

    store.lookAgain(shard);

    assertThat(
            database.number(
                "SELECT count(*) FROM pg_attribute WHERE attrelid = 'people'::regclass AND attname = 'c'"))
        .isEqualTo(1);
  }

  @Test
  void aCaptureWhoseSlotIsGoneDoesNotCount() throws Exception {
    var shard = captured();

    database.execute("SELECT pg_drop_replication_slot('" + store.slot(shard) + "')");

    assertThat(store.changed(shard)).isPresent();
  }

  private PlannedShard captured() throws Exception {
    var shard = planned(SpecMaker.people());
    store.lookAgain(shard);
    store.prepareCapture(shard);
    return shard;
  }
}
