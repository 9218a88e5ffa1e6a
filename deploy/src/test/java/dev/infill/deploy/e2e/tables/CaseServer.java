package dev.infill.deploy.e2e.tables;

import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.SQLException;

/** The servers that a case may run on. */
enum CaseServer {
  POSTGRES(""),
  POSTGRES_15("-15"),
  MYSQL(""),
  /** Set as few servers are: MySQL 9 as well. */
  MYSQL_ODD("-odd"),
  MYSQL_8_0("-80");

  /** Behind a case's name. */
  final String suffix;

  CaseServer(String suffix) {
    this.suffix = suffix;
  }

  TestDatabase database() throws SQLException {
    return switch (this) {
      case POSTGRES -> TestPostgres.shared().database();
      case POSTGRES_15 -> TestPostgres.version15().database();
      case MYSQL -> TestMySql.newest().database();
      case MYSQL_ODD -> TestMySql.oddlySet().database();
      case MYSQL_8_0 -> TestMySql.version80().database();
    };
  }

  boolean isMySql() {
    return this != POSTGRES && this != POSTGRES_15;
  }
}
