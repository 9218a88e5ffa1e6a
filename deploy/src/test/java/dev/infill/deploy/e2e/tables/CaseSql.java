package dev.infill.deploy.e2e.tables;

import dev.infill.deploy.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;

/** What the suite asks of a case's table, in each engine's words. */
interface CaseSql {
  /** The table that holds what the application wrote. */
  String copy();

  /** Makes the copy, of the columns that are written, not of those that the server computes. */
  void makeCopy() throws SQLException;

  /** Ten of the rows that are not the same in table and copy, and where they are. */
  List<String> differing() throws SQLException;

  boolean hasColumn() throws SQLException;

  /** How many rows' new column is not what its rule gives. */
  long mismatches() throws SQLException;

  /** To be said in the application's session before each write, whose number grows. */
  String beforeWrite(int number);

  static CaseSql of(TestDatabase database, TableCase table) {
    return database.isMySql()
        ? new MySqlCaseSql(database, table)
        : new PostgresCaseSql(database, table);
  }
}
