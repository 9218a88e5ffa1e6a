package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.mysql.BinlogGround;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else does to a table of MySQL is told apart by what the fill relies on. */
@ParameterizedClass
@EnumSource(MySqlServer.class)
class BinlogGroundIT extends OnMySql {
  @BeforeEach
  void makeTable() throws SQLException {
    database.execute(
        "DROP TABLE IF EXISTS people, folk",
        """
        CREATE TABLE people (id bigint PRIMARY KEY, email varchar(40), born date,
          domain varchar(40) AS (substring_index(email, '@', -1)), c varchar(40), shoe int)
        """,
        "INSERT INTO people (id, email, born) VALUES (1, 'A@B', '1999-12-31')");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE people ADD COLUMN theirs int, ALGORITHM = INSTANT",
        "ALTER TABLE people ADD COLUMN theirs int FIRST",
        "CREATE INDEX theirs ON people (email)",
        "ALTER TABLE people ADD UNIQUE theirs (shoe)",
        "ALTER TABLE people MODIFY shoe bigint",
        "ALTER TABLE people MODIFY c varchar(40) NOT NULL DEFAULT 'x'",
        "ALTER TABLE people ALTER c SET DEFAULT 'x'",
        "ALTER TABLE people COMMENT = 'theirs'",
        "OPTIMIZE TABLE people",
        "ANALYZE TABLE people",
        "TRUNCATE people",
        "UPDATE people SET email = 'x', c = 'y'"
      })
  void whatLeavesEveryValueAsItIsDoesNotDisturb(String statement) throws Exception {
    database.execute("UPDATE people SET c = email");
    var before = ground().orElseThrow();

    database.execute(statement);

    assertThat(before.lostBy(ground().orElseThrow())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE people MODIFY id int",
        "ALTER TABLE people MODIFY email varchar(41)",
        "ALTER TABLE people MODIFY email varchar(40) COLLATE utf8mb4_bin",
        "ALTER TABLE people CONVERT TO CHARACTER SET latin1",
        "ALTER TABLE people MODIFY c varchar(99)",
        "ALTER TABLE people DROP COLUMN c",
        "ALTER TABLE people CHANGE born birth date",
        "ALTER TABLE people DROP COLUMN domain, ADD domain varchar(40) AS ('x') STORED",
        "ALTER TABLE people DROP PRIMARY KEY",
        "ALTER TABLE people DROP PRIMARY KEY, ADD PRIMARY KEY (id, born)",
        "ALTER TABLE people RENAME TO folk",
        "DROP TABLE people"
      })
  void whatMayHaveChangedValuesShows(String statement) throws Exception {
    var before = ground().orElseThrow();

    database.execute(statement);

    assertThat(ground().map(before::lostBy).orElse(Optional.of("gone"))).isPresent();
  }

  /** The value reads the generated column, and that one reads email. */
  private Optional<BinlogGround> ground() throws SQLException {
    var fill =
        ColumnFill.of(
            new TableName(database.name(), "people"),
            List.of(new KeyColumn("id", "bigint")),
            "c",
            "varchar(40)",
            "concat(DOMAIN, year(`born`))",
            Sync.DERIVED);
    try (var connection = database.connect()) {
      return BinlogGround.of(connection, fill);
    }
  }
}
