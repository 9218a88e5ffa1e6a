package dev.infill.deploy.jdbc;

import dev.infill.deploy.testing.AnyKeyType;
import dev.infill.deploy.testing.MySqlKeyType;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract on MySQL. */
@ParameterizedClass
@EnumSource(names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlKeyTypesIT extends KeyTypesContract {
  @Override
  List<MySqlKeyType> types() {
    return List.of(MySqlKeyType.values());
  }

  @Override
  List<MySqlKeyType> typesBesideOthers() {
    return types();
  }

  @Override
  void makeTable(AnyKeyType type) throws SQLException {
    database.execute(
        "CREATE TABLE keyed (k %s PRIMARY KEY, email varchar(20))".formatted(type.definition()));
  }

  @Override
  void makeTableBesideOthers(AnyKeyType type) throws SQLException {
    database.execute(
        """
        CREATE TABLE keyed (
          tenant int NOT NULL DEFAULT 7, k %s NOT NULL, `at Last` int NOT NULL DEFAULT 0,
          email varchar(20), UNIQUE (tenant, k, `at Last`))
        """
            .formatted(type.definition()));
  }

  @Override
  void fillTable(AnyKeyType type) throws SQLException {
    if (type.many()) {
      database.execute(
          """
          INSERT INTO keyed (k, email)
          WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 600)
          SELECT %s, CONCAT('User', i) FROM numbers
          """
              .formatted(type.made()));
    }
    try (var connection = database.connect()) {
      connection.createStatement().execute("SET SESSION sql_mode = '', time_zone = '+00:00'");
      try (var insert =
          connection.prepareStatement("INSERT IGNORE INTO keyed (k, email) VALUES (?, 'End')")) {
        for (String end : type.ends()) {
          insert.setString(1, end);
          insert.execute();
        }
      }
    }
  }
}
