package dev.infill.common.jdbc.preview;

import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.plan.TableFacts;
import dev.infill.common.shard.PlannedShard;

/** What plans of all engines say in the same way. */
final class PlannedFacts {
  private PlannedFacts() {}

  static TableFacts of(PlannedShard shard) {
    var plan = shard.plan();
    return new TableFacts(
        shard.shard().engine().title(),
        plan.serverVersion(),
        plan.rowEstimate(),
        plan.tableBytes(),
        plan.fill().key().stream().map(KeyColumn::name).toList(),
        plan.scatter().sentence());
  }

  /** That there is no forecast, and why. */
  static Finding none(String sentence) {
    return FindingCode.NO_FORECAST.finding(
        sentence,
        "See that the role may make temporary tables, and that SQL can compute the value for every row.");
  }
}
