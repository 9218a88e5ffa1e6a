package dev.infill.common.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "o.id = t.x | true",
        "t.x = o.id | true",
        "lower(t.x) = `O`.`ID` AND t.y > 1 | true",
        "t.y IN (1, 2) AND o.id = coalesce(t.x = 1 OR t.z, 2) | true",
        "o.id <=> t.x | false",
        "t.x <=> o.id | false",
        "o.id <= t.x | false",
        "t.x >= o.id | false",
        "t.x != o.id | false",
        "o.id = t.x OR t.y = 1 | false",
        "o.id = t.x && t.y | false",
        "NOT o.id = t.x | false",
        "o.id = t.x IS NULL | false",
        "o.id = t.x <=> t.y | false",
        "o.id IN (t.x) | false",
        "coalesce(o.id, 0) = t.x | false",
        "(o.id = t.x) = t.y | false",
        "o.id | false",
        "x.o.id = t.x | false",
        "p.id = t.x | false"
      })
  void columnThatIsComparedByEqualsIsNeeded(String text, boolean needs) {
    assertThat(new Condition(text).needs("o", "id")).isEqualTo(needs);
  }
}
