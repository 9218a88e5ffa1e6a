package dev.infill.worker.debezium.postgres;

import static io.debezium.connector.postgresql.PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE;
import static io.debezium.connector.postgresql.PostgresValueConverter.POSITIVE_INFINITY_INSTANT;
import static io.debezium.connector.postgresql.PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME;
import static io.debezium.connector.postgresql.PostgresValueConverter.toSpecialValue;
import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.data.SpecialValueDecimal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class KeyTextTest {
  @Test
  void writesNumbersAndTextsAsTheDatabaseDoes() {
    assertThat(text(Long.MIN_VALUE)).isEqualTo("-9223372036854775808");
    assertThat(text(42)).isEqualTo("42");
    assertThat(text(" a|b'c\\ ")).isEqualTo(" a|b'c\\ ");
    assertThat(text(true)).isEqualTo("true");
    assertThat(text(new byte[] {0, -1})).isEqualTo("\\x00ff");
    assertThat(text(new byte[0])).isEqualTo("\\x");
    assertThat(text(new SpecialValueDecimal(new BigDecimal("-0.10")))).isEqualTo("-0.10");
    assertThat(text(toSpecialValue("NaN").orElseThrow())).isEqualTo("NaN");
    assertThat(text(toSpecialValue("-Infinity").orElseThrow())).isEqualTo("-Infinity");
    assertThat(text(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    assertThat(text(0.1f)).isEqualTo("0.1");
  }

  @Test
  void writesTimesToTheMicrosecond() {
    assertThat(text(Instant.parse("2023-11-14T22:13:20.12Z"))).isEqualTo("2023-11-14 22:13:20.12");
    assertThat(text(Instant.EPOCH.minusNanos(1_000))).isEqualTo("1969-12-31 23:59:59.999999");
    assertThat(text(Instant.EPOCH)).isEqualTo("1970-01-01 00:00:00");
    assertThat(text(OffsetDateTime.parse("2024-10-04T00:30:00.5+05:45")))
        .isEqualTo("2024-10-03 18:45:00.5+00");
    assertThat(text(LocalDate.of(2024, 2, 29))).isEqualTo("2024-02-29");
  }

  @Test
  void writesTimesOfFarYearsWithTheirEra() {
    assertThat(text(LocalDate.of(-43, 3, 15))).isEqualTo("0044-03-15 BC");
    assertThat(text(LocalDate.of(0, 12, 31))).isEqualTo("0001-12-31 BC");
    assertThat(text(LocalDate.of(5_874_897, 12, 31))).isEqualTo("5874897-12-31");
    assertThat(text(Instant.parse("-4712-01-01T00:00:00Z"))).isEqualTo("4713-01-01 00:00:00 BC");
    assertThat(text(OffsetDateTime.parse("-0001-01-01T00:00:00Z")))
        .isEqualTo("0002-01-01 00:00:00+00 BC");
  }

  @Test
  void tellsTheEndOfAllTimesFromATimeThatLooksLikeIt() {
    Instant lookalike = Instant.parse("+294247-01-10T04:00:25.200Z");

    assertThat(POSITIVE_INFINITY_INSTANT).isEqualTo(lookalike);
    assertThat(text(lookalike)).isEqualTo("294247-01-10 04:00:25.2");
    assertThat(text(POSITIVE_INFINITY_INSTANT)).isEqualTo("infinity");
    assertThat(text(POSITIVE_INFINITY_OFFSET_DATE_TIME)).isEqualTo("infinity");
    assertThat(text(NEGATIVE_INFINITY_LOCAL_DATE)).isEqualTo("-infinity");
  }

  @Test
  void hasNoTextForWhatNoKeyIsReadAs() {
    assertThat(KeyText.of(new Object())).isEmpty();
    assertThat(KeyText.of((Object) null)).isEmpty();
  }

  private static String text(Object value) {
    return KeyText.of(value).orElseThrow();
  }
}
