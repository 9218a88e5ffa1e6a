package dev.infill.deploy.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * The table of the demo, the same on both engines. Loaded rows have even keys, so that an
 * application may move a row into a gap anywhere.
 *
 * <p>A row has a 120-byte payload and two secondary indexes; e-mail addresses are of mixed case. As
 * it is loaded, {@code updated_at} equals {@code created_at}; whoever writes the row names its new
 * time.
 */
public interface UsersTable {
  /** The table of the engine behind a URL. */
  static UsersTable at(String url) {
    return url.startsWith("jdbc:mysql:") ? new MySqlUsers() : new PostgresUsers();
  }

  /** Makes and fills the table; its statistics are fresh afterwards. */
  void create(Connection connection, long rows) throws SQLException;

  /** As statements name it. */
  String name();

  /** A time as it is bound to a column of the table. */
  Object bound(Instant time);

  /** A time of the table, to the microsecond. */
  Instant time(ResultSet row, int column) throws SQLException;

  /**
   * The condition that holds for a row whose {@code email_lower} is not the address in lower case.
   */
  String wrong();

  /** What must be there after a migration once, or not at all. */
  List<Expected> expected();

  /** What the migration leaves none of, for people. */
  String noneLeft();

  /**
   * @param times how often it must be there
   * @param sentence what must be so
   * @param query counts it
   */
  record Expected(int times, String sentence, String query) {}
}
