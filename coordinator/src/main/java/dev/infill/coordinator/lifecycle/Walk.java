package dev.infill.coordinator.lifecycle;

import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.RangeId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One walk through a table's key space. Ranges are cut behind a frontier as they are needed, each
 * beginning where the one before ended and the last one open, so they cover every key, and only
 * those still open are held.
 *
 * @param number which walk of the migration, from 1
 * @param frontier the last key of the last range cut; empty before the first
 * @param end whether the last range was cut
 * @param next the number of the next range
 * @param ready ranges that wait to be sent
 * @param out ranges that were sent and are not answered
 */
public record Walk(
    int number,
    Optional<Key> frontier,
    boolean end,
    long next,
    List<OpenRange> ready,
    List<OutRange> out) {
  public Walk {
    ready = List.copyOf(ready);
    out = List.copyOf(out);
  }

  static Walk begin(int number) {
    return new Walk(number, Optional.empty(), false, 1, List.of(), List.of());
  }

  /** Whether every range was cut and answered. */
  boolean finished() {
    return end && ready.isEmpty() && out.isEmpty();
  }

  /**
   * Takes the ranges that were cut behind the frontier; an answer for another frontier is late and
   * changes nothing.
   */
  Walk cut(RangesCut e) {
    if (e.walk() != number
        || end
        || !e.after().equals(frontier)
        || (e.bounds().isEmpty() && !e.end())) {
      return this;
    }
    var more = new ArrayList<>(ready);
    long id = next;
    Optional<Key> after = frontier;
    for (Key bound : e.bounds()) {
      more.add(
          new OpenRange(
              new RangeId(number, id++),
              new KeyRange(after, Optional.of(bound)),
              0,
              Optional.empty()));
      after = Optional.of(bound);
    }
    if (e.end()) {
      more.add(
          new OpenRange(
              new RangeId(number, id++),
              new KeyRange(after, Optional.empty()),
              0,
              Optional.empty()));
    }
    return new Walk(number, after, e.end(), id, more, out);
  }

  /** Sends what may be sent now, in order, up to {@code allowed} in flight, behind what is out. */
  Walk send(int allowed, Instant now) {
    // As after most events; a long walk is not copied for nothing.
    if (out.size() >= allowed || ready.isEmpty()) {
      return this;
    }
    var left = new ArrayList<OpenRange>();
    var sent = new ArrayList<>(out);
    for (OpenRange range : ready) {
      if (range.freed(now).notBefore().isEmpty() && sent.size() < allowed) {
        sent.add(new OutRange(range.range(), range.keys(), range.attempts() + 1, now, false));
      } else {
        left.add(range);
      }
    }
    return new Walk(number, frontier, end, next, left, sent);
  }

  Optional<OutRange> find(RangeId range) {
    return out.stream().filter(o -> o.range().equals(range)).findFirst();
  }

  /** A worker told something of a range. */
  Walk heard(RangeId range, Instant at) {
    return withOut(out.stream().map(o -> o.range().equals(range) ? o.heardAt(at) : o).toList());
  }

  /**
   * A range was answered. One given back before it was sent again is done as well: what is done is
   * done.
   */
  Walk done(RangeId range) {
    return new Walk(
        number,
        frontier,
        end,
        next,
        ready.stream().filter(r -> !r.range().equals(range)).toList(),
        without(range));
  }

  /**
   * The rest of a range is to be sent again, before others, at the earliest at {@code notBefore}.
   */
  Walk giveBack(RangeId range, int attempt, Optional<Key> doneUpTo, Optional<Instant> notBefore) {
    return find(range)
        .filter(o -> o.attempt() == attempt)
        .map(
            o -> {
              KeyRange rest = doneUpTo.map(o.keys()::rest).orElse(o.keys());
              return withReady(
                      Stream.concat(
                              Stream.of(new OpenRange(range, rest, attempt, notBefore)),
                              ready.stream())
                          .toList())
                  .withOut(without(range));
            })
        .orElse(this);
  }

  /** Takes every range back that was sent, since nobody will answer for it. */
  Walk recall() {
    var back =
        out.stream().map(o -> new OpenRange(o.range(), o.keys(), o.attempt(), Optional.empty()));
    return withReady(Stream.concat(back, ready.stream()).toList()).withOut(List.of());
  }

  /**
   * Time has passed: takes back the ranges that were silent for too long, and frees those that had
   * to wait.
   */
  Walk wake(Instant now) {
    Walk walk = this;
    for (OutRange o : out) {
      if (!now.isBefore(o.due())) {
        walk = walk.giveBack(o.range(), o.attempt(), Optional.empty(), Optional.empty());
      }
    }
    return walk.withReady(walk.ready.stream().map(r -> r.freed(now)).toList());
  }

  /** When something is due by itself. */
  Optional<Instant> wakeAt() {
    return Stream.concat(
            out.stream().map(OutRange::due), ready.stream().flatMap(r -> r.notBefore().stream()))
        .min(Instant::compareTo);
  }

  private List<OutRange> without(RangeId range) {
    return out.stream().filter(o -> !o.range().equals(range)).toList();
  }

  private Walk withOut(List<OutRange> sent) {
    return new Walk(number, frontier, end, next, ready, sent);
  }

  private Walk withReady(List<OpenRange> waiting) {
    return new Walk(number, frontier, end, next, waiting, out);
  }
}
