package dev.infill.worker.debezium.postgres;

import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.data.SpecialValueDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what Debezium read from the log into texts that the database takes back, for every value of
 * a type, at its ends too. What the plan lets pass as a key's type ends here.
 */
final class KeyText {
  /** Years before Christ are written with their era, as the server does it. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NEVER)
          .appendPattern("-MM-dd")
          .toFormatter();

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter();

  private KeyText() {}

  /** A value's text; empty for none, and for what no type that can be a key is read as. */
  static Optional<String> of(@Nullable Object value) {
    return Optional.ofNullable(
        switch (value) {
          case null -> null;
          case String text -> text;
          case Boolean bool -> bool.toString();
          case Short number -> number.toString();
          case Integer number -> number.toString();
          case Long number -> number.toString();
          // The shortest text that is read as the same number, as the server's is.
          case Float number -> number.toString();
          case Double number -> number.toString();
          case SpecialValueDecimal number -> number(number);
          case byte[] bytes -> "\\x" + HexFormat.of().formatHex(bytes);
          case LocalDate date -> date(date);
          case Instant instant -> timestamp(instant);
          case OffsetDateTime time -> timestamp(time);
          default -> null;
        });
  }

  private static String number(SpecialValueDecimal number) {
    return number
        .getDecimalValue()
        .map(Object::toString)
        .orElseGet(() -> Double.toString(number.toDouble()));
  }

  // What Debezium makes of the infinities are values that the server does not have, or, of a
  // timestamp, a microsecond that it does have: so it is these very objects.

  private static String date(LocalDate date) {
    if (date.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)) {
      return "infinity";
    }
    return date.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)
        ? "-infinity"
        : DATE.format(date) + era(date);
  }

  @SuppressWarnings("ReferenceEquality") // An equal one is another time.
  private static String timestamp(Instant instant) {
    if (instant == PostgresValueConverter.POSITIVE_INFINITY_INSTANT) {
      return "infinity";
    }
    return instant == PostgresValueConverter.NEGATIVE_INFINITY_INSTANT
        ? "-infinity"
        : timestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), "");
  }

  @SuppressWarnings("ReferenceEquality") // An equal one is another time.
  private static String timestamp(OffsetDateTime time) {
    if (time == PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME) {
      return "infinity";
    }
    return time == PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME
        ? "-infinity"
        : timestamp(time.atZoneSameInstant(ZoneOffset.UTC).toLocalDateTime(), "+00");
  }

  private static String timestamp(LocalDateTime time, String zone) {
    return DATE.format(time) + " " + TIME.format(time) + zone + era(time.toLocalDate());
  }

  private static String era(LocalDate date) {
    return date.getYear() < 1 ? " BC" : "";
  }
}
