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
  /** Changes are applied though the transaction can't be seen yet. */
  DOES_NOT_WAIT_FOR_VISIBILITY,
  /** Workers go on whatever the pace. */
  IGNORES_THE_PACE,
  /** A check finds everything right. */
  CHECKS_NOTHING
}
