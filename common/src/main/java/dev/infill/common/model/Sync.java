package dev.infill.common.model;

/** How long the fill rule rules. */
public enum Sync {
  /** The column always equals the fill rule. */
  DERIVED,
  /** The fill rule gives the first value only; what the application wrote stays. */
  INITIAL
}
