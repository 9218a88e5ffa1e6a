package dev.infill.deploy.e2e;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** All that a migration could change in a database but the rows, as text. */
final class Catalog {
  private static final List<String> QUERIES =
      List.of(
          """
          SELECT concat_ws(' ', c.relname, c.relkind, c.relreplident)
            FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1
          """,
          """
          SELECT concat_ws(' ', a.attrelid::regclass, a.attname, a.atttypid::regtype, a.attnotnull)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1
          """,
          "SELECT concat_ws(' ', conname, convalidated) FROM pg_constraint ORDER BY 1",
          "SELECT tgname FROM pg_trigger ORDER BY 1",
          "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1",
          "SELECT pubname FROM pg_publication ORDER BY 1",
          "SELECT slot_name FROM pg_replication_slots WHERE database = current_database()");

  private Catalog() {}

  static List<String> of(TestDatabase database) throws SQLException {
    var all = new ArrayList<String>();
    for (String query : QUERIES) {
      all.addAll(database.column(query));
    }
    return all;
  }
}
