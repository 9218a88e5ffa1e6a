package dev.infill.deploy.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Which faults strike when, drawn from a seed: the same seed, length and parts give the same plan.
 * Faults may overlap, but a part that is hit is left alone until it is over, and long enough to
 * come back after it. All are over when the time is.
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
  private final Map<FaultKind.Part, Duration[]> free = new EnumMap<>(FaultKind.Part.class);

  private FaultPlan(long seed, Duration length, Parts parts) {
    this.random = RandomGeneratorFactory.of(GENERATOR).create(seed);
    this.length = length;
    this.parts = parts;
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
   */
  public static List<PlannedFault> draw(long seed, Duration length, Parts parts) {
    return new FaultPlan(seed, length, parts).draw();
  }

  private List<PlannedFault> draw() {
    var plan = new ArrayList<PlannedFault>();
    Duration at = FIRST;
    while (at.compareTo(length) < 0) {
      var fault = fault(at);
      if (fits(fault)) {
        plan.add(fault);
        free.get(fault.kind().part())[fault.victim()] = fault.over().plus(COMES_BACK);
      }
      at = at.plus(between(SHORTEST_GAP, LONGEST_GAP));
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
    int weights = 0;
    for (FaultKind kind : FaultKind.values()) {
      weights += kind.weight();
    }
    int at = random.nextInt(weights);
    for (FaultKind kind : FaultKind.values()) {
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
