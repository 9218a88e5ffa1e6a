package dev.infill.worker.debezium;

import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import io.debezium.time.Date;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Turns a captured key into texts that the database takes back. */
final class KeyText {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter();

  /** What Debezium makes of PostgreSQL's infinities. */
  private static final long FOREVER_MICROS = 9_223_372_036_825_200_000L;

  private static final long EVER_MICROS = -9_223_372_036_832_400_000L;
  private static final int FOREVER_DAYS = -2_147_472_692;
  private static final int EVER_DAYS = -2_147_472_691;

  private KeyText() {}

  /**
   * The key's parts in the order of the columns that the table is walked by.
   *
   * @throws IllegalArgumentException when the key lacks a column, or has a type that has no text
   */
  static Key of(Struct key, List<KeyColumn> columns) {
    List<String> parts = new ArrayList<>(columns.size());
    for (KeyColumn column : columns) {
      Field field = key.schema().field(column.name());
      Object value = field == null ? null : key.get(field);
      if (field == null || value == null) {
        throw new IllegalArgumentException("a captured key has no column " + column.name());
      }
      parts.add(text(value, field.schema().name(), column));
    }
    return new Key(parts);
  }

  private static String text(Object value, @Nullable String meaning, KeyColumn column) {
    return switch (value) {
      case String text when column.type().equals("bytea") -> "\\x" + text;
      case String text when column.type().startsWith("numeric") -> number(text);
      case String text -> text;
      case Boolean bool -> bool.toString();
      case Integer days when Date.SCHEMA_NAME.equals(meaning) -> date(days);
      case Long millis when Timestamp.SCHEMA_NAME.equals(meaning) ->
          timestamp(Math.multiplyExact(millis, 1_000L));
      case Long micros when MicroTimestamp.SCHEMA_NAME.equals(meaning) -> timestamp(micros);
      case Short number when meaning == null -> number.toString();
      case Integer number when meaning == null -> number.toString();
      case Long number when meaning == null -> number.toString();
      default ->
          throw new IllegalArgumentException(
              "a key of type " + column.type() + " can't be captured");
    };
  }

  private static String number(String text) {
    return text.replace("POSITIVE_INFINITY", "Infinity").replace("NEGATIVE_INFINITY", "-Infinity");
  }

  private static String date(int days) {
    return switch (days) {
      case FOREVER_DAYS -> "infinity";
      case EVER_DAYS -> "-infinity";
      default -> checked(LocalDate.ofEpochDay(days)).toString();
    };
  }

  private static String timestamp(long micros) {
    if (micros == FOREVER_MICROS || micros == EVER_MICROS) {
      return micros == FOREVER_MICROS ? "infinity" : "-infinity";
    }
    LocalDateTime time =
        LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
    checked(time.toLocalDate());
    return TIMESTAMP.format(time);
  }

  private static LocalDate checked(LocalDate date) {
    if (date.getYear() < 1 || date.getYear() > 9999) {
      throw new IllegalArgumentException(
          "a key of the year " + date.getYear() + " can't be captured");
    }
    return date;
  }
}
