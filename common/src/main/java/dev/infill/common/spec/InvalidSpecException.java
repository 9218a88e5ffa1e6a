package dev.infill.common.spec;

import java.util.List;
import java.util.stream.Collectors;

/** A spec or a fleet can't be used; holds all that is wrong with it. */
public final class InvalidSpecException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<SpecProblem> problems;

  public InvalidSpecException(List<SpecProblem> problems) {
    super(problems.stream().map(SpecProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All problems, in the order of their lines. */
  public List<SpecProblem> problems() {
    return problems;
  }
}
