package dev.infill.common.jdbc.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What the server's plan of a query tells of the query. The query is never run. */
final class PlanText {
  private static final String OUTPUT = "Output: ";

  private PlanText() {}

  /** What the topmost node puts out, printed by the server with all types and names resolved. */
  static Optional<String> output(Db db, String query) throws SQLException {
    return lines(db, "EXPLAIN (VERBOSE, COSTS OFF) " + query).stream()
        .filter(line -> line.startsWith(OUTPUT))
        .map(line -> line.substring(OUTPUT.length()))
        .findFirst();
  }

  /** Whether a kind of node, or another text, stands anywhere in the plan. */
  static boolean has(Db db, String query, String text) throws SQLException {
    return lines(db, "EXPLAIN (VERBOSE, COSTS OFF) " + query).stream()
        .anyMatch(line -> line.contains(text));
  }

  private static List<String> lines(Db db, String explain) throws SQLException {
    return db.texts(explain).stream().map(String::strip).toList();
  }
}
