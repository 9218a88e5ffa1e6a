package dev.infill.deploy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@code ./infill bench} found; its JSON is this.
 *
 * @param suites in the order in which they ran
 */
public record BenchReport(String benchmark, Machine machine, List<SuiteReport> suites) {
  /** For people: a section a suite, each with its targets at its end. */
  public String text() {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s %s, %d cores, Java %s",
            machine.engine(),
            machine.version(),
            machine.cores(),
            machine.java()));
    for (SuiteReport suite : suites) {
      lines.add("");
      lines.add("## " + suite.suite());
      lines.add("");
      lines.addAll(suite.lines());
      lines.add("");
      suite.targets().forEach(target -> lines.add("- " + target.text()));
    }
    return String.join(System.lineSeparator(), lines);
  }
}
