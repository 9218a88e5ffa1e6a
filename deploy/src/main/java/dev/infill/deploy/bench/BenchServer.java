package dev.infill.deploy.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/** A database server that was started for one suite, with a database for the table. */
interface BenchServer extends AutoCloseable {
  /** The engine, as people name it. */
  String engine();

  /** What the server calls its log of changes. */
  String log();

  String version() throws SQLException;

  /** Settings that matter for writing. */
  Map<String, String> settings() throws SQLException;

  /** The JDBC URL of the database, without credentials. */
  String url();

  int port();

  String user();

  String password();

  Connection connect() throws SQLException;

  /** The process of which all others of the server are children. */
  long pid() throws SQLException;

  /** How the table is spoken of. */
  TableSql sql();

  @Override
  void close();
}
