package dev.infill.deploy.simulation;

/** Ends a thread of a process that was killed. An error, so that no code takes it for a failure. */
final class Died extends Error {
  private static final long serialVersionUID = 1L;

  Died() {
    super("killed", null, false, false);
  }
}
