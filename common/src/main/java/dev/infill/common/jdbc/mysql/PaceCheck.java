package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.spec.PaceSpec;
import java.sql.SQLException;

/** Whether the operator's own look can be taken, and the replicas' lag: else nothing is filled. */
final class PaceCheck {
  private PaceCheck() {}

  static void look(Db db, PaceSpec pace, Findings findings) throws SQLException {
    if (pace.query().isPresent()) {
      query(db, pace.query().get(), findings);
    }
  }

  private static void query(Db db, PaceSpec.Query query, Findings findings) throws SQLException {
    try {
      Probe.number(db, query);
    } catch (SQLException e) {
      if (db.connection().isClosed()) {
        throw e;
      }
      // Not with the server's words, which may hold a value that the query reads.
      findings.error(
          "bad-pace-query",
          "limits.pace.query can't be asked here, or gives no number within a second (error %d)."
              .formatted(e.getErrorCode()),
          "Try it with mysql as the same user: it must give one number, and may write nothing.");
    }
  }
}
