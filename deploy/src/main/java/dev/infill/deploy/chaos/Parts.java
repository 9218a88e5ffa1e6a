package dev.infill.deploy.chaos;

/**
 * How many parts of each kind there are to be hit, each at least 1.
 *
 * @param servers database servers
 * @param shards databases, each behind a network of its own
 */
public record Parts(int workers, int coordinators, int servers, int shards) {
  /** How many there are of a kind. */
  int of(FaultKind.Part part) {
    return switch (part) {
      case WORKER -> workers;
      case COORDINATOR -> coordinators;
      case BROKER -> 1;
      case SERVER -> servers;
      case LINK -> shards;
    };
  }
}
