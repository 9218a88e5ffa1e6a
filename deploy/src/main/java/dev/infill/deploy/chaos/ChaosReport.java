package dev.infill.deploy.chaos;

import static dev.infill.deploy.progress.Rendering.number;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came out of a run; the object that {@code --json} prints.
 *
 * @param minutes in which faults were done
 * @param seconds from the first submit to the last migration's end
 * @param migrations completed on all shards
 * @param rowsChecked rows compared with the rule, at the end of each migration
 * @param writes transactions that the application's databases acknowledged
 * @param writesRefused transactions that failed, most of them while a server was down
 * @param writesUnsure of these, commits whose answer got lost: either outcome is right
 * @param lostWrites acknowledged writes that are not in the table
 * @param mismatches rows whose value is not what the rule says
 * @param problems what else is not as it must be, and why a migration has not ended
 */
public record ChaosReport(
    long seed,
    double minutes,
    double seconds,
    long migrations,
    List<FaultCount> faults,
    long rowsChecked,
    long writes,
    long writesRefused,
    long writesUnsure,
    long lostWrites,
    long mismatches,
    List<String> problems) {
  public ChaosReport {
    faults = List.copyOf(faults);
    problems = List.copyOf(problems);
  }

  /** Whether nothing was lost, no row is wrong, and every migration ended. */
  @JsonIgnore
  public boolean good() {
    return lostWrites == 0 && mismatches == 0 && problems.isEmpty();
  }

  /** For people. */
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "Seed %d, %.1f minutes of faults, %.0f s in all, %d migrations complete",
            seed,
            minutes,
            seconds,
            migrations));
    lines.add(
        "  %-28s %8s %9s %9s %9s".formatted("fault", "injected", "measured", "median", "max"));
    faults.forEach(fault -> lines.add(fault.line()));
    lines.add("  rows checked     " + number(rowsChecked));
    lines.add(
        "  writes           %s acknowledged, %s refused, of those %s with the answer lost"
            .formatted(number(writes), number(writesRefused), number(writesUnsure)));
    lines.add("  writes lost      " + number(lostWrites));
    lines.add("  mismatches       " + number(mismatches));
    problems.forEach(problem -> lines.add("  WRONG            " + problem));
    lines.add("");
    lines.add(good() ? "All is right." : "Something is WRONG, see above.");
    return lines;
  }
}
