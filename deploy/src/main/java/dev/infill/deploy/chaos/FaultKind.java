package dev.infill.deploy.chaos;

import java.time.Duration;

/** What may be done to a part of the cluster. */
public enum FaultKind {
  KILL_WORKER("kill -9 of a worker", Part.WORKER, 4, 1, 5),
  KILL_COORDINATOR("kill -9 of a coordinator", Part.COORDINATOR, 3, 1, 5);

  /** What is hit. */
  public enum Part {
    WORKER,
    COORDINATOR
  }

  private final String text;
  private final Part part;
  private final int weight;
  private final Duration shortest;
  private final Duration longest;

  FaultKind(String text, Part part, int weight, int shortest, int longest) {
    this.text = text;
    this.part = part;
    this.weight = weight;
    this.shortest = Duration.ofSeconds(shortest);
    this.longest = Duration.ofSeconds(longest);
  }

  /** For people. */
  public String text() {
    return text;
  }

  public Part part() {
    return part;
  }

  /** How often it is drawn, beside the others. */
  int weight() {
    return weight;
  }

  /** The shortest time until the part is left in peace, or started again. */
  Duration shortest() {
    return shortest;
  }

  /** The longest such time. */
  Duration longest() {
    return longest;
  }
}
