package dev.infill.deploy.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Which faults strike when, drawn from a seed: the same seed, length, parts and choice give the
 * same plan. Faults may overlap unless they are to be apart, but a part that is hit is left alone
 * until it is over, and long enough to come back after it. All are over when the time is.
 */
public final class FaultPlan {
  private static final String GENERATOR = "L64X128MixRandom";
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration SHORTEST_GAP = Duration.ofSeconds(4);
  private static final Duration LONGEST_GAP = Duration.ofSeconds(14);

  /** A process may need so long until it works again. */
  private static final Duration COMES_BACK = Duration.ofSeconds(12);

  private final RandomGenerator random;
  private final Duration length;
  private final Parts parts;
  private final Choice choice;
  private final Map<FaultKind.Part, Duration[]> free = new EnumMap<>(FaultKind.Part.class);

  /**
   * Which faults may be drawn, and how close.
   *
   * @param kinds at least one
   * @param apart the least time from the end of one fault to the next; they overlap where it is
   *     empty
   */
  public record Choice(Set<FaultKind> kinds, Optional<Duration> apart) {
    /** All kinds, overlapping. */
    public static final Choice ALL = new Choice(EnumSet.allOf(FaultKind.class), Optional.empty());

    public Choice {
      if (kinds.isEmpty()) {
        throw new IllegalArgumentException("no kind of fault is left");
      }
      kinds = Set.copyOf(kinds);
    }
  }

  private FaultPlan(long seed, Duration length, Parts parts, Choice choice) {
    this.random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    this.length = length;
    this.parts = parts;
    this.choice = choice;
    for (var part : FaultKind.Part.values()) {
      var times = new Duration[parts.of(part)];
      Arrays.fill(times, Duration.ZERO);
      free.put(part, times);
    }
  }

  /**
   * Draws a plan.
   *
   * @param length the time in which faults are done; one too short for a fault has none
   * @param choice which faults, and how close
   */
  public static List<PlannedFault> draw(long seed, Duration length, Parts parts, Choice choice) {
    return new FaultPlan(seed, length, parts, choice).draw();
  }

  private List<PlannedFault> draw() {
    var plan = new ArrayList<PlannedFault>();
    Duration at = FIRST;
    while (at.compareTo(length) < 0) {
      var fault = fault(at);
      Duration next = at;
      if (fits(fault)) {
        plan.add(fault);
        free.get(fault.kind().part())[fault.victim()] = fault.over().plus(COMES_BACK);
        next = choice.apart().map(apart -> fault.over().plus(apart)).orElse(at);
      }
      at = next.plus(between(SHORTEST_GAP, LONGEST_GAP));
    }
    return List.copyOf(plan);
  }

  private PlannedFault fault(Duration at) {
    FaultKind kind = kind();
    int victim = random.nextInt(parts.of(kind.part()));
    return new PlannedFault(at, kind, victim, between(kind.shortest(), kind.longest()));
  }

  private boolean fits(PlannedFault fault) {
    Duration from = free.get(fault.kind().part())[fault.victim()];
    return from.compareTo(fault.at()) <= 0 && fault.over().compareTo(length) <= 0;
  }

  private FaultKind kind() {
    // In the order in which they are declared: a set's own order is another one each time.
    var kinds = EnumSet.copyOf(choice.kinds());
    int at = random.nextInt(kinds.stream().mapToInt(FaultKind::weight).sum());
    for (FaultKind kind : kinds) {
      at -= kind.weight();
      if (at < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the weights do not add up");
  }

  private Duration between(Duration shortest, Duration longest) {
    return Duration.ofMillis(random.nextLong(shortest.toMillis(), longest.toMillis() + 1));
  }
}
