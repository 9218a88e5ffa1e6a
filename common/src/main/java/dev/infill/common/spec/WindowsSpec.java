package dev.infill.common.spec;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * When rows may be filled and checked on a shard. Local times are those of a zone with its
 * daylight-saving changes: a time that the clock skips is the moment of the change, and of one that
 * comes twice a window begins at the second and ends at the first.
 *
 * @param windows open while any of them is; none means always
 * @param freeze days on which nothing is open, whatever the windows say
 * @param zone in which the days of the freeze begin and end
 */
public record WindowsSpec(List<Window> windows, List<Freeze> freeze, ZoneId zone) {
  /** Always open. */
  public static final WindowsSpec ALWAYS = new WindowsSpec(List.of(), List.of(), ZoneId.of("UTC"));

  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm VV", Locale.ROOT);

  /** What a window covers is looked for in so many days around a moment. */
  private static final int DAYS = 9;

  /** So many openings are looked through; beyond, an answer would be of no use. */
  private static final int MOST = 5_000;

  public WindowsSpec {
    windows = List.copyOf(windows);
    freeze = List.copyOf(freeze);
  }

  /**
   * A time of some days of the week.
   *
   * @param days on which it begins
   * @param from its first moment
   * @param to its end, on the next day unless it is later than {@code from}
   * @param rangesInFlight most ranges at a time while it is open; the limit's where it is empty
   */
  public record Window(
      Set<DayOfWeek> days,
      LocalTime from,
      LocalTime to,
      ZoneId zone,
      Optional<Integer> rangesInFlight) {
    public Window {
      days = Set.copyOf(days);
    }

    /** From when to when it is open if it begins on this day. */
    private Optional<Span> on(LocalDate day) {
      if (!days.contains(day.getDayOfWeek())) {
        return Optional.empty();
      }
      var last = to.isAfter(from) ? day : day.plusDays(1);
      var span = new Span(moment(day.atTime(from), true), moment(last.atTime(to), false));
      return span.begin().isBefore(span.end()) ? Optional.of(span) : Optional.empty();
    }

    private Instant moment(LocalDateTime local, boolean begins) {
      var change = zone.getRules().getTransition(local);
      if (change == null) {
        return local.atZone(zone).toInstant();
      }
      if (change.isGap()) {
        return change.getInstant();
      }
      return local.toInstant(begins ? change.getOffsetAfter() : change.getOffsetBefore());
    }

    private Stream<Span> around(Instant at) {
      var day = at.atZone(zone).toLocalDate();
      return day.minusDays(2).datesUntil(day.plusDays(DAYS)).flatMap(d -> on(d).stream());
    }

    private Optional<Span> covering(Instant at) {
      return around(at).filter(span -> span.covers(at)).findFirst();
    }
  }

  /**
   * Whole days, the last one included.
   *
   * @throws IllegalArgumentException when the last is before the first
   */
  public record Freeze(LocalDate first, LocalDate last) {
    public Freeze {
      if (last.isBefore(first)) {
        throw new IllegalArgumentException(last + " is before " + first);
      }
    }

    private Span span(ZoneId zone) {
      return new Span(
          first.atStartOfDay(zone).toInstant(), last.plusDays(1).atStartOfDay(zone).toInstant());
    }
  }

  /** A time without a gap; the end is not part of it. */
  public record Span(Instant begin, Instant end) {
    private boolean covers(Instant at) {
      return !at.isBefore(begin) && at.isBefore(end);
    }
  }

  /** Whether rows may be worked on. */
  public boolean open(Instant at) {
    return frozen(at).isEmpty() && covered(at);
  }

  /** Most ranges at a time by the windows that are open; empty where none of them says so. */
  public Optional<Integer> rangesInFlight(Instant at) {
    return windows.stream()
        .filter(window -> window.covering(at).isPresent())
        .flatMap(window -> window.rangesInFlight().stream())
        .max(Comparator.naturalOrder());
  }

  /** Most ranges at a time that any of the windows allows. */
  public Optional<Integer> mostRangesInFlight() {
    return windows.stream()
        .flatMap(window -> window.rangesInFlight().stream())
        .max(Comparator.naturalOrder());
  }

  /** From when on it is open: now, if it is. Empty when that is never, or far away. */
  public Optional<Instant> opens(Instant now) {
    Instant at = now;
    for (int i = 0; i < MOST; i++) {
      var frozen = frozen(at);
      if (frozen.isEmpty() && covered(at)) {
        return Optional.of(at);
      }
      var next = frozen.isPresent() ? frozen.map(Span::end) : nextBegin(at);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.empty();
  }

  /** Until when it stays open, of a moment at which it is. Empty when that is for ever. */
  public Optional<Instant> closes(Instant open) {
    Optional<Instant> frozen =
        freezes()
            .map(Span::begin)
            .filter(begin -> begin.isAfter(open))
            .min(Comparator.naturalOrder());
    Instant at = open;
    for (int i = 0; i < MOST && !windows.isEmpty(); i++) {
      if (frozen.isPresent() && !at.isBefore(frozen.get())) {
        return frozen;
      }
      var end = end(at);
      if (end.isEmpty()) {
        return Optional.of(at);
      }
      at = end.get();
    }
    return frozen;
  }

  /**
   * When work has ended that is begun now and goes on only while it is open. Empty when that is
   * never, or far away.
   */
  public Optional<Instant> ends(Instant now, Duration work) {
    Instant at = now;
    Duration left = work;
    for (int i = 0; i < MOST; i++) {
      var opens = opens(at);
      if (opens.isEmpty()) {
        return Optional.empty();
      }
      Instant done = opens.get().plus(left);
      var closes = closes(opens.get());
      if (closes.isEmpty() || !closes.get().isBefore(done)) {
        return Optional.of(done);
      }
      left = Duration.between(closes.get(), done);
      at = closes.get();
    }
    return Optional.empty();
  }

  /** For how long it is open between two moments. */
  public Duration openBetween(Instant from, Instant to) {
    return openings(from, to, MOST).stream()
        .map(span -> Duration.between(span.begin(), span.end()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * When it is open between two moments, in order.
   *
   * @param most so many are told, the first ones
   */
  public List<Span> openings(Instant from, Instant to, int most) {
    var openings = new ArrayList<Span>();
    Instant at = from;
    while (openings.size() < most && at.isBefore(to)) {
      var opens = opens(at);
      if (opens.isEmpty() || !opens.get().isBefore(to)) {
        break;
      }
      at = closes(opens.get()).filter(end -> end.isBefore(to)).orElse(to);
      openings.add(new Span(opens.get(), at));
    }
    return List.copyOf(openings);
  }

  /** Why nothing is worked on, for people; empty while it is open. */
  public Optional<String> closed(Instant now) {
    if (open(now)) {
      return Optional.empty();
    }
    String why =
        frozen(now).isPresent() ? "a frozen day, outside all windows; " : "outside its windows; ";
    return Optional.of(
        why + opens(now).map(at -> "the next begins at " + local(at)).orElse("none begins again"));
  }

  /** Such as {@code 2026-11-27 22:00 Europe/Berlin}, in the zone of the first window. */
  public String local(Instant at) {
    var where = windows.isEmpty() ? zone : windows.getFirst().zone();
    return LOCAL.format(at.atZone(where));
  }

  private boolean covered(Instant at) {
    return windows.isEmpty() || end(at).isPresent();
  }

  private Optional<Instant> end(Instant at) {
    return windows.stream()
        .flatMap(window -> window.covering(at).stream())
        .map(Span::end)
        .max(Comparator.naturalOrder());
  }

  private Optional<Instant> nextBegin(Instant at) {
    return windows.stream()
        .flatMap(window -> window.around(at))
        .map(Span::begin)
        .filter(begin -> begin.isAfter(at))
        .min(Comparator.naturalOrder());
  }

  private Optional<Span> frozen(Instant at) {
    return freezes().filter(span -> span.covers(at)).findFirst();
  }

  private Stream<Span> freezes() {
    return freeze.stream().map(days -> days.span(zone));
  }
}
