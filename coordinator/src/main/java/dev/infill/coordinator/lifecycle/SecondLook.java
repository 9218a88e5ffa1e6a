package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.ShardState.Suspect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Suspects are looked at again: first behind a barrier, so that a change still under way is no
 * difference, and then in rounds, since a row may be locked for a while.
 *
 * @param round from 1 to {@value #ROUNDS}
 * @param barrier waited for; not taken before {@code notBefore}
 * @param waiting suspects whose repair is to be sent once the barrier has passed
 * @param out repairs that were sent and are not answered
 * @param remaining what the round could not make right
 * @param notBefore when the round begins, or goes on after a failure; empty when it has begun
 */
public record SecondLook(
    int round,
    Barrier barrier,
    List<Suspect> waiting,
    List<Repair> out,
    List<Suspect> remaining,
    Optional<Instant> notBefore) {
  /** About two minutes of waiting for a row's lock, and then a person. */
  static final int ROUNDS = 8;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  public SecondLook {
    waiting = List.copyOf(waiting);
    out = List.copyOf(out);
    remaining = List.copyOf(remaining);
  }

  /** A repair that was sent. */
  public record Repair(Suspect suspect, int attempt, Instant heard) {
    Instant due() {
      return heard.plus(OutRange.QUEUED);
    }
  }

  static SecondLook begin(List<Suspect> suspects, String barrier) {
    return new SecondLook(
        1, Barrier.named(barrier), suspects, List.of(), List.of(), Optional.empty());
  }

  /** The next round, for what remained, after 1, 2, 4 .. 30 seconds. */
  SecondLook again(String nextBarrier, Instant now) {
    var wait = Duration.ofSeconds(Math.min(1L << (round - 1), LONGEST_WAIT.toSeconds()));
    return new SecondLook(
        round + 1,
        Barrier.named(nextBarrier),
        remaining,
        List.of(),
        List.of(),
        Optional.of(now.plus(wait)));
  }

  boolean finished() {
    return waiting.isEmpty() && out.isEmpty();
  }

  SecondLook passed(String id, int partition, int partitions) {
    return id.equals(barrier.id())
        ? new SecondLook(
            round, barrier.pass(partition, partitions), waiting, out, remaining, notBefore)
        : this;
  }

  Optional<Repair> find(RangeId range) {
    return out.stream().filter(r -> r.suspect().range().equals(range)).findFirst();
  }

  SecondLook answered(Repair repair, Optional<Suspect> left) {
    var rest = new ArrayList<>(remaining);
    left.ifPresent(rest::add);
    return new SecondLook(round, barrier, waiting, without(repair), rest, notBefore);
  }

  /** The repair is to be sent once more, at the earliest at {@code retryAt}. */
  SecondLook giveBack(Repair repair, Optional<Instant> retryAt) {
    var more = Stream.concat(waiting.stream(), Stream.of(repair.suspect())).toList();
    return new SecondLook(round, barrier, more, without(repair), remaining, retryAt);
  }

  SecondLook send(int allowed, int attempt, Instant now) {
    if (!barrier.complete() || notBefore.isPresent()) {
      return this;
    }
    int sending = Math.clamp(allowed - out.size(), 0, waiting.size());
    var sent = new ArrayList<>(out);
    waiting.subList(0, sending).forEach(s -> sent.add(new Repair(s, attempt, now)));
    return new SecondLook(
        round, barrier, waiting.subList(sending, waiting.size()), sent, remaining, notBefore);
  }

  /** Time has passed: a round may begin, a silent repair is sent again. */
  SecondLook wake(Instant now) {
    SecondLook look =
        notBefore.filter(t -> !now.isBefore(t)).isPresent()
            ? new SecondLook(round, barrier, waiting, out, remaining, Optional.empty())
            : this;
    for (Repair repair : out) {
      if (!now.isBefore(repair.due())) {
        look = look.giveBack(repair, look.notBefore);
      }
    }
    return look;
  }

  Optional<Instant> wakeAt() {
    return Stream.concat(notBefore.stream(), out.stream().map(Repair::due)).min(Instant::compareTo);
  }

  private List<Repair> without(Repair repair) {
    return out.stream().filter(r -> !r.equals(repair)).toList();
  }
}
