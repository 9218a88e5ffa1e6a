package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.SQLException;

/** The servers that every test of this package runs on. */
enum Server {
  /** The server of most tests. */
  NEWEST,
  POSTGRES_15;

  TestDatabase database() throws SQLException {
    return (this == NEWEST ? TestPostgres.shared() : TestPostgres.version15()).database();
  }
}
