package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Finding;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.KeyColumn;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the survey says of values that look into other tables, such as codes. */
abstract class SurveyOfLookupsContract extends OnEverySurvey {
  static final String VALUE = "(SELECT name FROM codes WHERE code = email)";

  /** The type of the key of codes. */
  abstract String codeType();

  /** Value, table and how its rows are found. */
  abstract String good();

  /** Code, and the same. */
  abstract String bad();

  SpecMaker looking(String value) {
    return SpecMaker.people().constraints(false, "", "").value(value);
  }

  @Test
  void aLookupByTheOthersKeyIsTaken() throws Exception {
    var surveyed = survey(looking(VALUE).lookup("codes", "codes.code = people.email"));

    var plan = surveyed.plan().orElseThrow();
    assertThat(plan.fill().lookups().getFirst().columns())
        .containsExactly(new KeyColumn("code", codeType()));
    assertThat(surveyed.findings())
        .extracting(Finding::code)
        .doesNotContain("lookup-unread", "value-subquery");
    if (server.isMySql()) {
      // Ours are looked at again there.
      assertThat(plan.ownWrites()).isEqualTo(OwnWrites.APPLIED);
    }
  }

  Stream<Arguments> cellsOfGood() {
    return cells(
        """
        CASE WHEN EXISTS (SELECT 1 FROM codes WHERE code = email) THEN 'a' END  | codes | codes.code = email
        coalesce((SELECT name FROM codes c WHERE c.code = lower(email)), email) | codes | codes.code = lower(people.email)
        """
            + good());
  }

  @ParameterizedTest
  @MethodSource("cellsOfGood")
  void aLookupOfAnyFormIsTaken(String value, String table, String via) throws Exception {
    assertThat(errors(looking(value).lookup(table, via))).isEmpty();
  }

  Stream<Arguments> cellsOfBad() {
    return cells(
        """
        value-subquery | (SELECT max(p.email) FROM people p WHERE p.id < people.id) | codes | codes.code = email
        value-subquery | (SELECT name FROM seen WHERE code = email)  | codes  | codes.code = email
        lookup-table   | (SELECT name FROM seen WHERE code = email)  | seen   | seen.code = email
        lookup-table   | (SELECT name FROM parts WHERE code = email) | parts  | parts.code = email
        lookup-table   | (SELECT name FROM codes WHERE code = email) | nosuch | nosuch.code = email
        lookup-via     | (SELECT name FROM codes WHERE code = email) | codes  | code = email
        lookup-via     | (SELECT name FROM codes WHERE code = email) | codes  | codes.nosuch = email
        lookup-via     | (SELECT name FROM codes WHERE code = email) | codes  | codes.code = nosuch
        lookup-via     | (SELECT name FROM codes WHERE code = email) | codes  | codes.code IN (SELECT email)
        """
            + bad());
  }

  @ParameterizedTest
  @MethodSource("cellsOfBad")
  void whatCannotBeFollowedIsRefused(String code, String value, String table, String via)
      throws Exception {
    assertThat(errors(looking(value).lookup(table, via))).contains(code);
  }
}
