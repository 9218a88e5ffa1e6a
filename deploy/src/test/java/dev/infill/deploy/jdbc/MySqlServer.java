package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import java.sql.SQLException;

/** The servers that a test of MySQL's own ways runs on. */
enum MySqlServer {
  MYSQL_9,
  MYSQL_8_0;

  TestDatabase database() throws SQLException {
    return (this == MYSQL_9 ? TestMySql.newest() : TestMySql.version80()).database();
  }
}
