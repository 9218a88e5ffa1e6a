package dev.infill.deploy.jdbc;

import static dev.infill.deploy.jdbc.OnSteps.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody else does to the table is told apart by whether it can change a value unseen. */
@ParameterizedClass
@EnumSource
class GroundIT extends OnEverySteps {
  List<String> harmless() {
    return server.isMySql()
        ? List.of(
            "OPTIMIZE TABLE people",
            "ALTER TABLE people FORCE",
            "TRUNCATE people",
            "ANALYZE TABLE people",
            "ALTER TABLE people ADD COLUMN theirs int DEFAULT 7",
            "ALTER TABLE people ADD COLUMN theirs double FIRST",
            "CREATE INDEX theirs ON people (email)",
            "ALTER TABLE people MODIFY c varchar(200) NOT NULL",
            "UPDATE people SET email = 'x'")
        : List.of(
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
            "UPDATE people SET email = 'x'");
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatLeavesEveryValueAsItIsDoesNotDisturb(String statement) throws Exception {
    var shard = captured();

    database.execute("UPDATE people SET c = email", statement);

    assertThat(store.changed(shard)).isEmpty();
    store.lookAgain(shard);
  }

  List<Arguments> harmful() {
    return server.isMySql()
        ? List.of(
            arguments("ALTER TABLE people MODIFY email varchar(99)", "were altered"),
            arguments(
                "ALTER TABLE people MODIFY email varchar(200) COLLATE utf8mb4_bin", "were altered"))
        : List.of(
            arguments("ALTER TABLE people ALTER COLUMN email TYPE varchar(99)", "were altered"),
            arguments(
                "ALTER TABLE people ALTER COLUMN email TYPE text USING reverse(email)",
                "was rewritten"),
            arguments(
                "ALTER TABLE people ALTER COLUMN c TYPE text USING 'theirs'", "was rewritten"));
  }

  @ParameterizedTest
  @MethodSource("harmful")
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

  List<Arguments> fatal() {
    return server.isMySql()
        ? List.of(
            arguments("RENAME COLUMN email TO mail", "Unknown column 'email'"),
            arguments("DROP COLUMN email", "Unknown column 'email'"),
            arguments("MODIFY id int", "the key's column id was of type bigint and is of type int"),
            arguments("RENAME COLUMN id TO ident", "the key's column id is gone"),
            arguments("DROP PRIMARY KEY", "no unique index holds the key"),
            arguments("DROP COLUMN c", "the column c was dropped"),
            arguments("MODIFY c varchar(100)", "a column c of type varchar(100)"))
        : List.of(
            arguments("RENAME COLUMN email TO mail", "column \"email\" does not exist"),
            arguments("DROP COLUMN email", "column \"email\" does not exist"),
            arguments(
                "ALTER COLUMN email TYPE int USING id", "function lower(integer) does not exist"),
            arguments(
                "ALTER COLUMN id TYPE numeric",
                "the key's column id was of type bigint and is of type numeric"),
            arguments("RENAME COLUMN id TO ident", "the key's column id is gone"),
            arguments("DROP CONSTRAINT people_pkey", "no unique index holds the key"),
            arguments("DROP COLUMN c", "the column c was dropped"),
            arguments(
                "ALTER COLUMN c TYPE varchar(200)", "a column c of type character varying(200)"));
  }

  @ParameterizedTest
  @MethodSource("fatal")
  void whatTakesAwayWhatIsNeededStopsTheMigration(String change, String why) throws Exception {
    var shard = captured();

    database.execute("ALTER TABLE people " + change);

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
    assertThat(failure.getMessage()).contains("the table " + shard.spec().table() + " is gone");
    database.execute("ALTER TABLE folk RENAME TO people");
  }

  @Test
  void aColumnThatWentWithALostServerIsAddedAgain() throws Exception {
    var shard = captured();
    database.execute("ALTER TABLE people DROP COLUMN c");
    store.dropCapture(shard);

    store.lookAgain(shard);

    assertThat(schema.column("c")).hasSize(1);
  }

  @Test
  void aCaptureWhoseSlotIsGoneDoesNotCount() throws Exception {
    var shard = captured();

    database.execute(
        server.isMySql()
            ? "DROP TABLE " + store.slot(shard)
            : "SELECT pg_drop_replication_slot('" + store.slot(shard) + "')");

    assertThat(store.changed(shard)).isPresent();
  }

  private PlannedShard captured() throws Exception {
    var shard = planned(SpecMaker.people());
    store.lookAgain(shard);
    store.prepareCapture(shard);
    return shard;
  }
}
