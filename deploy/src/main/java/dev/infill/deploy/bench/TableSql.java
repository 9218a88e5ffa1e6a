package dev.infill.deploy.bench;

import dev.infill.deploy.bench.BenchTable.KeyType;
import dev.infill.deploy.bench.BenchTable.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/** What is said to one engine of the bench's table. */
interface TableSql {
  /** As statements name it. */
  String name();

  /** The type of the column that is filled. */
  String type();

  /** Makes the table anew, without the column. */
  List<String> create(Shape shape);

  /** So that each way begins with clean pages, fresh statistics and its first touch of a page. */
  void settle(Connection connection) throws SQLException;

  /** The condition that holds for a row whose column is not right. */
  String differs();

  /** The key of the n-th row. */
  String key(KeyType type, String n);

  /** A number that is bound. */
  String boundNumber();

  /** The condition over the key with two bound bounds, the first left out. */
  String between(KeyType type);

  /** Bounds that cut the table into pieces of about so many rows, from below all to above all. */
  List<String> bounds(Shape shape, int step);

  /** An application's change of an e-mail address, to be set. */
  String newEmail();

  /** Which of the numbers of rows in a list, which is bound, have a right column. */
  String rightOf(KeyType type);

  /** Numbers as such a list. */
  String list(Collection<Long> numbers);

  /** Bytes of the server's log since it was made, or since the table was. */
  long logBytes(Connection connection) throws SQLException;

  /** Brings up to date what {@link #sizes} tells; it may take a while. */
  void refresh(Connection connection) throws SQLException;

  Sizes sizes(Connection connection) throws SQLException;

  /** Of all updates, those that touched no index; empty where the engine does not tell. */
  OptionalDouble hotShare(Connection connection) throws SQLException;

  /**
   * @param table bytes of the table without secondary indexes, or without any where it is not one
   *     itself
   */
  record Sizes(long table, long indexes) {}
}
