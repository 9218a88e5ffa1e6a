package dev.infill.coordinator.http;

import java.util.List;

/** Ends a request with a problem. */
final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(int status, String detail) {
    this(status, detail, List.of());
  }

  ProblemException(int status, String detail, List<Problem.Item> problems) {
    super(detail, null, false, false);
    this.problem = Problem.of(status, detail, problems);
  }

  Problem problem() {
    return problem;
  }
}
