package dev.infill.common.jdbc;

import dev.infill.common.message.Finding;
import dev.infill.common.message.Finding.Severity;
import dev.infill.common.message.FindingCode;
import java.util.ArrayList;
import java.util.List;

/** Collects what the survey finds, so that all of it is told at once. */
public final class Findings {
  private final List<Finding> all = new ArrayList<>();

  public void error(String code, String sentence, String advice) {
    add(Severity.ERROR, code, sentence, advice);
  }

  public void warning(String code, String sentence, String advice) {
    add(Severity.WARNING, code, sentence, advice);
  }

  public void note(String code, String sentence, String advice) {
    add(Severity.NOTE, code, sentence, advice);
  }

  /**
   * @throws IllegalArgumentException unless {@link FindingCode} knows the code with this severity
   */
  private void add(Severity severity, String code, String sentence, String advice) {
    var known = FindingCode.of(code);
    if (known.severity() != severity) {
      throw new IllegalArgumentException(code + " is no " + severity);
    }
    all.add(known.finding(sentence, advice));
  }

  public boolean refused() {
    return all.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
  }

  /** Errors first. */
  public List<Finding> all() {
    return all.stream().sorted((a, b) -> a.severity().compareTo(b.severity())).toList();
  }
}
