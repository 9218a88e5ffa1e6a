package dev.infill.deploy.chaos;

import java.time.Duration;
import java.util.Set;

/**
 * A fault that was done.
 *
 * @param at when it struck, from the beginning of the run on
 * @param felt the shards with a migration under way that it could hold up; empty where there was
 *     none
 */
record Injected(Duration at, FaultKind kind, Set<String> felt) {
  Injected {
    felt = Set.copyOf(felt);
  }
}
