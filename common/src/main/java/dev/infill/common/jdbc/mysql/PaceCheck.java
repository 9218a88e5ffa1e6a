package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.spec.PaceSpec;
import java.sql.SQLException;

/** Whether the operator's own look can be taken, and the replicas' lag: else nothing is filled. */
final class PaceCheck {
  private PaceCheck() {}

  static void look(Db db, PaceSpec pace, ReplicaLag replicas, Findings findings)
      throws SQLException {
    if (pace.query().isPresent()) {
      query(db, pace.query().get(), findings);
    }
    if (pace.replicaLag().isPresent()) {
      replicas(db, replicas, findings);
    }
  }

  private static void replicas(Db db, ReplicaLag replicas, Findings findings) throws SQLException {
    try {
      if (replicas.now(db).isEmpty()) {
        findings.warning(
            "replica-lag-unread",
            "How far these replicas are behind can't be asked: %s. A pace signal that can't be read counts as bad, so nothing is filled."
                .formatted(String.join(", ", ReplicaLag.replicas(db))),
            "Have each report its host (report_host), let the user log in there with REPLICATION CLIENT, and see that it replicates; or set limits.pace.replicaLag: off.");
      }
    } catch (SQLException e) {
      if (!Privileges.lacking(e)) { // which is told with the other privileges
        throw e;
      }
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
