package dev.infill.deploy.plan;

import static dev.infill.deploy.progress.Rendering.number;

import dev.infill.common.plan.Effect;
import dev.infill.common.plan.FleetPlan;
import dev.infill.common.plan.PlannedStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

/** The statements of a plan, and what each does to the table. Used by one thread. */
final class StatementText {
  private static final int MOST_LINES = 6;

  private final Page page;
  private final FleetPlan fleet;
  private final String shard;
  private final Set<String> told = new HashSet<>();
  private String phase = "";
  private String purpose = "";
  private int number;

  /**
   * @param shard whose statements these are
   */
  StatementText(Page page, FleetPlan fleet, String shard) {
    this.page = page;
    this.fleet = fleet;
    this.shard = shard;
  }

  /** A phase and a purpose stand above their first statement; a text is told once. */
  void add(PlannedStatement statement) {
    if (!statement.phase().equals(phase)) {
      phase = statement.phase();
      purpose = "";
      page.text(2, phase);
    }
    if (!statement.purpose().equals(purpose)) {
      purpose = statement.purpose();
      page.text(4, "-- " + purpose);
    }
    String sql =
        fleet.shards().size() == 1
            ? statement.sql()
            : Groups.withoutShard(fleet, shard, statement.sql());
    number++;
    String first = "%3d ".formatted(number);
    if (told.add(sql) || statement.sql().length() < Page.WIDTH) {
      page.lines(4, first, sql, MOST_LINES);
    } else {
      page.lines(4, first, "the same as above", MOST_LINES);
    }
    page.text(8, does(statement));
  }

  private static String does(PlannedStatement statement) {
    Effect effect = statement.effect();
    var parts = new ArrayList<String>();
    effect.algorithm().ifPresent(algorithm -> parts.add("algorithm: " + algorithm));
    parts.add("lock: " + (effect.lock().isEmpty() ? "none on the table" : effect.lock()));
    if (!effect.lock().isEmpty() && statement.lockTimeoutMillis() > 0) {
      parts.add("waits at most " + time(statement.lockTimeoutMillis()) + " for a lock");
    }
    if (effect.rewrites()) {
      parts.add("REWRITES the table");
    }
    if (effect.scans()) {
      parts.add("reads every row");
    }
    if (!effect.remark().isEmpty()) {
      parts.add(effect.remark());
    }
    if (statement.statementTimeoutMillis() > 0) {
      parts.add("gives up after " + time(statement.statementTimeoutMillis()));
    }
    return String.join("; ", parts);
  }

  private static String time(long millis) {
    return millis % 60_000 == 0
        ? millis / 60_000 + " min"
        : millis % 1_000 == 0 ? millis / 1_000 + " s" : number(millis) + " ms";
  }
}
