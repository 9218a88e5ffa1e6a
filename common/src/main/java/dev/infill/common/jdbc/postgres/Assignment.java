package dev.infill.common.jdbc.postgres;

import java.sql.SQLException;

/** Whether the server lets a value of one type be stored in a column of another. */
final class Assignment {
  private static final long RECORD = 2249;

  private Assignment() {}

  private record Kind(long base, String category, long element) {}

  static boolean allows(Db db, long from, long to) throws SQLException {
    var source = kind(db, from);
    var target = kind(db, to);
    if (source.base() == target.base()
        || target.category().equals("S")
        || (source.base() == RECORD && target.category().equals("C"))) {
      return true;
    }
    if (source.element() != 0 && target.element() != 0) {
      return allows(db, source.element(), target.element());
    }
    return db.holds(
        """
        SELECT true FROM pg_cast
         WHERE castsource = ?::oid AND casttarget = ?::oid AND castcontext IN ('a', 'i')
        """,
        source.base(),
        target.base());
  }

  /** Below all domains. */
  private static Kind kind(Db db, long type) throws SQLException {
    return db.first(
            row -> new Kind(row.getLong(1), row.getString(2), row.getLong(3)),
            """
            WITH RECURSIVE base AS (
              SELECT * FROM pg_type WHERE oid = ?::oid
              UNION ALL
              SELECT t.* FROM pg_type t JOIN base b ON b.typtype = 'd' AND t.oid = b.typbasetype)
            SELECT oid, typcategory, CASE WHEN typcategory = 'A' THEN typelem ELSE 0 END
              FROM base WHERE typtype <> 'd'
            """,
            type)
        .orElseThrow();
  }
}
