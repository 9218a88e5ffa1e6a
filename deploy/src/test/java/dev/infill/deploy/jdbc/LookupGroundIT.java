package dev.infill.deploy.jdbc;

import static dev.infill.deploy.jdbc.OnSteps.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The same as {@link GroundIT} of a table that values look into. */
@ParameterizedClass
@EnumSource
class LookupGroundIT extends OnEverySteps {
  @BeforeEach
  void codes() throws SQLException {
    String text = server.isMySql() ? "varchar(200)" : "text";
    database.execute(
        "CREATE TABLE codes (code %1$s PRIMARY KEY, name %1$s, note %1$s)".formatted(text),
        "INSERT INTO codes SELECT email, id, NULL FROM people WHERE id <= 100");
  }

  @AfterEach
  void noCodes() throws SQLException {
    database.execute("DROP TABLE IF EXISTS codes");
  }

  @Test
  void bothTablesAreFollowed() throws Exception {
    var shard = captured();

    assertThat(followed(shard)).contains("codes", "people");
  }

  private List<String> followed(PlannedShard shard) throws Exception {
    if (server.isMySql()) {
      String note =
          database.value("SELECT content FROM " + store.slot(shard) + " WHERE kind = 'NOTE'");
      return BinlogNote.of(note).tables().stream().map(BinlogNote.Table::table).toList();
    }
    var published =
        database.column(
            "SELECT tablename FROM pg_publication_tables WHERE pubname = '%s' ORDER BY 1"
                .formatted(store.publication(shard)));
    assertThat(published).hasSize(2);
    return published;
  }

  List<String> harmless() {
    return List.of(
        server.isMySql() ? "ANALYZE TABLE codes" : "ANALYZE codes",
        "UPDATE codes SET name = 'x'",
        "ALTER TABLE codes ADD COLUMN theirs int DEFAULT 7",
        "ALTER TABLE codes RENAME COLUMN note TO remark",
        "CREATE INDEX theirs ON codes (name)");
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void whatChangesNoValueUnseenDoesNotDisturb(String statement) throws Exception {
    var shard = captured();

    database.execute(statement);

    assertThat(store.changed(shard)).isEmpty();
    store.lookAgain(shard);
  }

  /** MySQL's log tells a TRUNCATE and a rebuild. */
  List<String> harmful() {
    return server.isMySql()
        ? List.of(
            "ALTER TABLE codes MODIFY name varchar(99)",
            "ALTER TABLE codes MODIFY name varchar(200) COLLATE utf8mb4_bin")
        : List.of(
            "TRUNCATE codes",
            "VACUUM FULL codes",
            "ALTER TABLE codes ALTER COLUMN name TYPE varchar(3)",
            "ALTER TABLE codes REPLICA IDENTITY FULL");
  }

  @ParameterizedTest
  @MethodSource("harmful")
  void whatMayHaveChangedValuesLeadsToANewCapture(String statement) throws Exception {
    var shard = captured();

    database.execute(statement);

    assertThat(store.changed(shard))
        .hasValueSatisfying(
            told -> assertThat(told).contains(server.isMySql() ? "were altered" : "looks into"));
    store.lookAgain(shard);
    store.dropCapture(shard);
    store.prepareCapture(shard);
    assertThat(store.changed(shard)).isEmpty();
  }

  List<Arguments> fatal() {
    String code =
        "the column code of " + (server.isMySql() ? database.name() : "public") + ".codes";
    return List.of(
        arguments("ALTER TABLE codes DROP COLUMN name", "name"),
        arguments("ALTER TABLE codes RENAME COLUMN code TO other", "code"),
        arguments(
            server.isMySql()
                ? "ALTER TABLE codes MODIFY code varchar(9)"
                : "ALTER TABLE codes ALTER COLUMN code TYPE varchar(9)",
            code),
        arguments("DROP TABLE codes", "codes"));
  }

  @ParameterizedTest
  @MethodSource("fatal")
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
    String before = schema.definition();
    var shard = captured();

    store.rollBack(shard);

    assertThat(schema.definition()).isEqualTo(before);
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
