package dev.infill.deploy.cluster;

import dev.infill.deploy.demo.DemoDatabase;
import dev.infill.deploy.demo.UsersTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * One of the demo's databases.
 *
 * @param id as the fleet names it
 * @param server engine and version, for people
 * @param url of the database, without credentials
 * @param users who may log in, for people; all have the same password
 * @param admin connects whoever may do everything
 */
public record DemoShard(String id, String server, String url, String users, Admin admin) {
  /** Makes connections. */
  public interface Admin {
    Connection connect() throws SQLException;
  }

  /** Makes the application's table. */
  public void load(String password, long rows) throws SQLException {
    try (var connection = DriverManager.getConnection(url, DemoDatabase.APPLICATION, password)) {
      UsersTable.at(url).create(connection, rows);
    }
  }
}
