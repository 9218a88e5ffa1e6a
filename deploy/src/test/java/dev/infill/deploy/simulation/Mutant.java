package dev.infill.deploy.simulation;

/**
 * A fault built into the ports on purpose, to see that the simulation would find it in the product.
 */
enum Mutant {
  /** What a transform computed is written whatever the sources are by then. */
  COMPARES_NOTHING,
  /** A write is acknowledged before it is committed. */
  ACKNOWLEDGES_FIRST,
  /** A capture's position is kept before its changes are. */
  KEEPS_POSITION_FIRST,
  /** Changes count as applied as soon as they were read. */
  COMMITS_OFFSETS_FIRST,
  /** Changes count as applied though they wait for a row's lock, or a shard that answers. */
  COMMITS_WHAT_WAITS,
  /** A barrier is answered before what is ahead of it was applied. */
  ANSWERS_BARRIERS_EARLY,
  /** A constraint is added while rows are filled or checked. */
  CONSTRAINS_EARLY,
  /** Changes are applied though the transaction can't be seen yet. */
  DOES_NOT_WAIT_FOR_VISIBILITY,
  /** Shards begin whenever they wait for their turn. */
  GIVES_TURNS_EARLY,
  /** Each migration is told the ranges that it may have alone. */
  SHARES_NOTHING,
  /** Workers go on whatever the pace. */
  IGNORES_THE_PACE,
  /** A check finds everything right. */
  CHECKS_NOTHING
}
