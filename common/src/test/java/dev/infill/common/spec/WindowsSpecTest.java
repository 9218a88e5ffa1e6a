package dev.infill.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.infill.common.spec.WindowsSpec.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In Berlin the clock goes from 2:00 to 3:00 on 29 March 2026, from 3:00 to 2:00 on 25 October. */
class WindowsSpecTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final String NIGHTS =
      "windows: [{ days: mon-fri, from: '22:00', to: '06:00', rangesInFlight: 16 }]\n";

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T21:59:59, false", // a Monday
    "2026-11-23T22:00:00, true",
    "2026-11-24T00:00:00, true",
    "2026-11-24T05:59:59, true",
    "2026-11-24T06:00:00, false",
    "2026-11-28T05:59:59, true", // Friday's window ends on Saturday
    "2026-11-28T22:00:00, false",
    "2026-11-30T03:00:00, false" // Sunday's would end on Monday
  })
  void windowThatCrossesMidnightBelongsToTheDayOnWhichItBegins(String local, boolean open)
      throws InvalidSpecException {
    assertThat(windows(NIGHTS).open(berlin(local))).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-28T22:00, 2026-03-29T06:00, 7", // an hour is skipped
    "2026-10-24T22:00, 2026-10-25T06:00, 9", // an hour comes twice
    "2026-11-28T22:00, 2026-11-29T06:00, 8"
  })
  void windowEndsByTheLocalClockOnTheNightsOnWhichItIsChanged(String from, String to, int hours)
      throws InvalidSpecException {
    var windows = windows("windows: [{ from: '22:00', to: '06:00' }]\n");

    assertThat(windows.closes(berlin(from))).contains(berlin(to));
    assertThat(windows.openBetween(berlin(from), berlin(to))).isEqualTo(Duration.ofHours(hours));
  }

  @ParameterizedTest
  @CsvSource({
    "01:00, 02:30, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z", // 2:30 is skipped
    "02:30, 04:00, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
    "01:00, 02:30, 2026-10-24T23:00:00Z, 2026-10-25T00:30:00Z", // the first 2:30
    "02:30, 04:00, 2026-10-25T01:30:00Z, 2026-10-25T03:00:00Z" // the second 2:30
  })
  void timeThatIsSkippedOrComesTwiceOpensNothingThatTheClockForbids(
      String from, String to, Instant opens, Instant closes) throws InvalidSpecException {
    var windows = windows("windows: [{ from: '%s', to: '%s' }]%n".formatted(from, to));

    assertThat(windows.opens(opens.minusSeconds(1))).contains(opens);
    assertThat(windows.closes(opens)).contains(closes);
  }

  @Test
  void windowInsideTheSkippedHourDoesNotOpen() throws InvalidSpecException {
    var windows = windows("windows: [{ days: sun, from: '02:15', to: '02:45' }]\n");

    assertThat(windows.opens(berlin("2026-03-28T12:00"))).contains(berlin("2026-04-05T02:15"));
  }

  @Test
  void frozenDaysAreClosedFromMidnightToMidnight() throws InvalidSpecException {
    var windows = windows(NIGHTS + "freeze: [2026-12-24..2026-12-26, 2026-12-31]\n");

    assertThat(windows.closes(berlin("2026-12-23T23:00"))).contains(berlin("2026-12-24T00:00"));
    assertThat(windows.open(berlin("2026-12-26T23:59"))).isFalse();
    assertThat(windows.opens(berlin("2026-12-24T00:00"))).contains(berlin("2026-12-28T22:00"));
  }

  @Test
  void freezeAloneLeavesAllOtherDaysOpen() throws InvalidSpecException {
    var windows = windows("freeze: [2026-12-24]\n");

    assertThat(windows.opens(berlin("2026-12-24T10:00"))).contains(berlin("2026-12-25T00:00"));
    assertThat(windows.closes(berlin("2026-12-25T10:00"))).isEmpty();
    assertThat(WindowsSpec.ALWAYS.closes(Instant.EPOCH)).isEmpty();
  }

  @Test
  void windowsThatTouchAreOne() throws InvalidSpecException {
    var windows =
        windows(
            """
            windows:
              - { days: fri, from: "22:00", to: "00:00" }
              - { days: "sat,sun", from: "00:00", to: "24:00", rangesInFlight: 8 }
            """);

    assertThat(windows.closes(berlin("2026-11-27T23:00"))).contains(berlin("2026-11-30T00:00"));
    assertThat(windows.rangesInFlight(berlin("2026-11-27T23:00"))).isEmpty();
    assertThat(windows.rangesInFlight(berlin("2026-11-28T00:00"))).contains(8);
  }

  @Test
  void windowsOfSeveralZonesAreEachMeantInTheirOwn() throws InvalidSpecException {
    var windows = windows("windows: [{ from: '22:00', to: '23:00', zone: America/New_York }]\n");

    assertThat(windows.opens(Instant.parse("2026-11-23T00:00:00Z")))
        .contains(Instant.parse("2026-11-23T03:00:00Z"));
  }

  @Test
  void workEndsInTheWindowInWhichTheRestOfItFits() throws InvalidSpecException {
    var windows = windows(NIGHTS + "freeze: [2026-11-25]\n");

    // Eight hours from Monday, two before the freeze, six of the night behind it.
    assertThat(windows.ends(berlin("2026-11-23T12:00"), Duration.ofHours(16)))
        .contains(berlin("2026-11-26T06:00"));
    assertThat(WindowsSpec.ALWAYS.ends(Instant.EPOCH, Duration.ofHours(16)))
        .contains(Instant.EPOCH.plus(Duration.ofHours(16)));
  }

  @Test
  void openingsAreCutAtTheMomentsAskedFor() throws InvalidSpecException {
    var windows = windows(NIGHTS + "freeze: [2026-11-25]\n");
    var from = berlin("2026-11-23T23:00");
    var to = berlin("2026-11-26T03:00");

    assertThat(windows.openings(from, to, 9))
        .containsExactly(
            new Span(from, berlin("2026-11-24T06:00")),
            new Span(berlin("2026-11-24T22:00"), berlin("2026-11-25T00:00")),
            new Span(berlin("2026-11-26T00:00"), to));
    assertThat(windows.openings(from, to, 2)).hasSize(2);
    assertThat(WindowsSpec.ALWAYS.openings(from, to, 9)).containsExactly(new Span(from, to));
  }

  @Test
  void windowsThatNeverOpenAreNotWaitedForInAnyLoop() {
    var never = new WindowsSpec.Window(Set.of(), at(22), at(6), BERLIN, empty());
    var windows = new WindowsSpec(List.of(never), List.of(), BERLIN);

    assertThat(windows.opens(Instant.EPOCH)).isEmpty();
    assertThat(windows.ends(Instant.EPOCH, Duration.ofHours(1))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zone: Europe/Berlim                           | 'Europe/Berlim' is no time zone.",
        "freeze: [2026-12-26..2026-12-24]              | are no days",
        "freeze: [2026-02-30]                          | are no days",
        "windows: [{ from: '22:00', to: '6:00' }]      | '6:00' is not a time of day.",
        "windows: [{ days: mo, from: '22:00', to: '06:00' }] | 'mo' is not days of the week.",
        "'windows: [{ from: \"22:00\", to: \"06:00\", zone: UTC }]\nfreeze: [2026-12-24]' | in which zone"
      })
  void whatIsWrongIsSaid(String text, String sentence) {
    var wrong = catchThrowableOfType(InvalidSpecException.class, () -> parse(text));

    assertThat(wrong.problems())
        .singleElement()
        .satisfies(p -> assertThat(p.sentence()).contains(sentence));
  }

  private static LocalTime at(int hour) {
    return LocalTime.of(hour, 0);
  }

  private static Optional<Integer> empty() {
    return Optional.empty();
  }

  private static WindowsSpec windows(String text) throws InvalidSpecException {
    return parse(text + "zone: Europe/Berlin\n");
  }

  private static WindowsSpec parse(String text) throws InvalidSpecException {
    var spec =
        """
        apiVersion: infill/v1
        kind: Migration
        name: m
        table: users
        column: { name: c, type: text, value: "'x'" }
        """;
    return SpecParser.migration("m.yaml", spec + text + "\n").any().schedule().windows();
  }

  private static Instant berlin(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }
}
