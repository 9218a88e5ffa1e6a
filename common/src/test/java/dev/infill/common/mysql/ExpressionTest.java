package dev.infill.common.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.TableName;
import dev.infill.common.mysql.Expression.Call;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionTest {
  private static final TableName PEOPLE = new TableName("app", "people");
  private static final Set<String> COLUMNS = Set.of("Email", "id", "day", "a`b", "x", "1a");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lower(email)",
        "concat(email, ';', \"--\", '#', '/*', '\\'', '')",
        "`a``b` + `;`",
        "id--1",
        "-1.5e+3 + .5 + 0x1F",
        "CASE WHEN id > 1 THEN 'it''s ?' END",
        "email -> '$.a' ->> '$.b'"
      })
  void anExpressionStaysInItsPlace(String text) {
    assertThat(new Expression(text).escape()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | it is empty",
        "a) OR (b | it closes a parenthesis that it did not open",
        "lower(email | it opens a parenthesis that does not close",
        "email, id | it holds a comma outside of parentheses, so it is more than one",
        "email; DROP TABLE t | it ends the statement with a semicolon",
        "email -- x | it opens a comment",
        "email --| it opens a comment",
        "email # x | it opens a comment",
        "email /*! + 1 */ | it opens a comment",
        "'it\\'s | it opens a quote that does not end",
        "\"a\"\" | it opens a quote that does not end",
        "`a | it opens a quote that does not end",
        "id = ? | it names a parameter",
        "@@version | it names a variable",
        "{d '2020-01-01'} | it holds a brace, which is no SQL"
      })
  void whatLeavesItsPlaceIsToldWhy(String text, String why) {
    assertThat(new Expression(text).escape()).contains(why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "lower(email) | lower(<Email>)",
        "lower(EMAIL) | lower(<Email>)",
        "lower(people.email) | lower(<Email>)",
        "`app`.`people`.`email` | <Email>",
        "concat('email', \"id\", `id`) | concat('email', \"id\", <id>)",
        "other.email | other.email",
        "other.people.email | other.people.email",
        "`a``b` * -id | <a`b> * -<id>",
        "day(day) | day(<day>)",
        "day + interval 1 day | <day> + interval 1 day",
        "day + interval id day | <day> + interval <id> day",
        "extract(day from day) | extract(day from <day>)",
        "timestampdiff(day, day, '2020-01-01') | timestampdiff(day, <day>, '2020-01-01')",
        "cast(day as day) | cast(<day> as day)",
        "x'41' + x | x'41' + <x>",
        "people.1a | <1a>",
        "1a + 1e1 + 1 | <1a> + 1e1 + 1",
        "CASE id WHEN 1 THEN email ELSE x END | CASE <id> WHEN 1 THEN <Email> ELSE <x> END"
      })
  void columnsAreReplacedAndNothingElse(String text, String rewritten) {
    assertThat(new Expression(text).rewrite(PEOPLE, COLUMNS, name -> "<" + name + ">").text())
        .isEqualTo(rewritten);
  }

  @Test
  void theColumnsAreToldAsOftenAsTheyStandThere() {
    var rewritten =
        new Expression("concat(email, people.id, EMAIL)").rewrite(PEOPLE, COLUMNS, name -> "?");

    assertThat(rewritten.columns()).containsExactly("Email", "id", "Email");
    assertThat(new Expression("lower(`a``b`) + `b` + c").quotedNames()).containsExactly("a`b", "b");
  }

  @Test
  void aLiteralStandsAlone() {
    for (String literal : new String[] {"'x'", "\"x\"", "-1.5", "+7", "NULL", "0x41"}) {
      assertThat(new Expression(literal).isLiteral()).as(literal).isTrue();
    }
    for (String other : new String[] {"('x')", "id", "- 'x'", "1 + 1", "now()", ""}) {
      assertThat(new Expression(other).isLiteral()).as(other).isFalse();
    }
  }

  @Test
  void aQueryWithinIsSeen() {
    assertThat(new Expression("(SELECT 1)").hasQuery()).isTrue();
    assertThat(new Expression("x IN (TABLE t)").hasQuery()).isTrue();
    assertThat(new Expression("concat('select', `select`, values1)").hasQuery()).isFalse();
  }

  @Test
  void theColumnsBehindATablesNameAreTold() {
    assertThat(
            new Expression("`Odd``s`.`a.b` = x AND `odd``s`.id > y.id AND z = 'Odd`s.no'")
                .columnsOf("Odd`s"))
        .containsExactly("a.b", "id");
  }

  @Test
  void callsAreToldWithHowManyArgumentsTheyHave() {
    assertThat(new Expression("f(a, g((b, c)), ')') + now() + d.`H`(1) + COUNT( * )").calls())
        .containsExactly(
            new Call("f", 3, false),
            new Call("g", 1, false),
            new Call("now", 0, false),
            new Call("h", 1, true),
            new Call("count", 1, false));
  }
}
