package dev.infill.common.spec;

import dev.infill.common.spec.WindowsSpec.Freeze;
import dev.infill.common.spec.WindowsSpec.Window;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads windows as a spec writes them; the schema has made sure of their form. */
final class WindowsText {
  private WindowsText() {}

  /**
   * The windows of a group of fields that may hold {@code windows}, {@code freeze}, {@code zone}.
   */
  static WindowsSpec of(Values values) {
    var zone = zone(values.text("zone")).orElseThrow();
    return new WindowsSpec(
        values.list("windows", window -> window(window, zone)),
        values.texts("freeze").stream().map(text -> freeze(text).orElseThrow()).toList(),
        zone);
  }

  private static Window window(Values values, ZoneId zone) {
    return new Window(
        days(values.text("days")),
        time(values.text("from")),
        time(values.text("to")),
        values.optionalText("zone").map(text -> zone(text).orElseThrow()).orElse(zone),
        values.optionalInteger("rangesInFlight"));
  }

  /** Such as {@code mon-fri}, {@code sat,sun}, {@code fri-mon}. */
  static Set<DayOfWeek> days(String text) {
    var days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      var ends = Stream.of(part.split("-", -1)).map(WindowsText::day).toList();
      for (DayOfWeek day = ends.getFirst(); ; day = day.plus(1)) {
        days.add(day);
        if (day == ends.getLast()) {
          break;
        }
      }
    }
    return days;
  }

  private static DayOfWeek day(String text) {
    return Arrays.stream(DayOfWeek.values())
        .filter(day -> day.name().substring(0, 3).equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the schema let a day through: " + text));
  }

  /** The day's end is midnight. */
  private static LocalTime time(String text) {
    return text.equals("24:00") ? LocalTime.MIDNIGHT : LocalTime.parse(text);
  }

  /** Empty where there is no such zone. */
  static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Such as {@code 2026-12-24..2026-12-26} or {@code 2026-12-24}; empty where these are no days.
   */
  static Optional<Freeze> freeze(String text) {
    try {
      var ends = Arrays.stream(text.split("\\.\\.", -1)).map(LocalDate::parse).toList();
      return Optional.of(new Freeze(ends.getFirst(), ends.getLast()));
    } catch (DateTimeException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether any of the fields is given. */
  static boolean given(Values values) {
    return Stream.of("windows", "freeze", "zone").anyMatch(values::given);
  }
}
