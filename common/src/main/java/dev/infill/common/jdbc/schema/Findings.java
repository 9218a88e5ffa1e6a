package dev.infill.common.jdbc.schema;

import dev.infill.common.message.Finding;
import java.util.ArrayList;
import java.util.List;

/** Collects what the survey finds, so that all of it is told at once. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void error(String code, String sentence, String advice) {
    all.add(Finding.error(code, sentence, advice));
  }

  void warning(String code, String sentence, String advice) {
    all.add(Finding.warning(code, sentence, advice));
  }

  void note(String code, String sentence, String advice) {
    all.add(Finding.note(code, sentence, advice));
  }

  boolean refused() {
    return all.stream().anyMatch(finding -> finding.severity() == Finding.Severity.ERROR);
  }

  /** Errors first. */
  List<Finding> all() {
    return all.stream().sorted((a, b) -> a.severity().compareTo(b.severity())).toList();
  }
}
