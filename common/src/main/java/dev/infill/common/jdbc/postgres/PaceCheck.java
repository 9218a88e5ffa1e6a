package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Failures;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.spec.PaceSpec;
import java.sql.SQLException;

/** Whether the operator's own look can be taken: one that can't would stop the fill for ever. */
final class PaceCheck {
  private PaceCheck() {}

  static void look(Db db, PaceSpec pace, Findings findings) throws SQLException {
    if (pace.query().isEmpty()) {
      return;
    }
    try {
      Probe.number(db, pace.query().get());
    } catch (SQLException e) {
      if (db.connection().isClosed()) {
        throw e;
      }
      // Not with the server's words, which may hold a value that the query reads.
      findings.error(
          "bad-pace-query",
          "limits.pace.query can't be asked here, or gives no number within a second (SQLSTATE %s)."
              .formatted(Failures.state(e)),
          "Try it with psql as the same role: it must give one number, and may write nothing.");
    }
  }
}
