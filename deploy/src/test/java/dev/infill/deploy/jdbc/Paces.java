package dev.infill.deploy.jdbc;

import dev.infill.common.spec.LimitsSpec;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.PaceSpec;
import java.util.Optional;

/** Specs with another pace. */
final class Paces {
  private Paces() {}

  /** Nothing is looked at but a query. */
  static PaceSpec asking(String sql) {
    return new PaceSpec(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        PaceSpec.Autovacuum.IGNORE,
        Optional.of(new PaceSpec.Query(sql, 1)));
  }

  /** Nothing is looked at but how much log is written. */
  static PaceSpec logging() {
    return new PaceSpec(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(1_000_000L),
        Optional.empty(),
        Optional.empty(),
        PaceSpec.Autovacuum.IGNORE,
        Optional.empty());
  }

  static MigrationSpec in(MigrationSpec spec, PaceSpec pace) {
    LimitsSpec limits = spec.limits();
    return new MigrationSpec(
        spec.name(),
        spec.table(),
        spec.columns(),
        spec.indexes(),
        spec.writers(),
        new LimitsSpec(
            limits.rangesInFlight(),
            limits.rangeRows(),
            limits.chunkTarget(),
            limits.lockTimeout(),
            limits.scatter(),
            pace,
            limits.vacuum(),
            limits.allowRebuild()));
  }
}
