package dev.infill.deploy.cli;

/** What a command's exit code tells a script. */
public final class ExitCode {
  /** What was asked is done. */
  public static final int DONE = 0;

  /** It failed; the output says why, and what to do. */
  public static final int FAILED = 1;

  /** What was given is wrong or out of reach, and nothing was changed. */
  public static final int WRONG_INPUT = 2;

  /** The migration waits at a gate, and was not to be waited for. */
  public static final int WAITING = 3;

  private ExitCode() {}
}
