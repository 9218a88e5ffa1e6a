package dev.infill.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.model.Engine;
import dev.infill.common.postgres.SqlStates;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class DemoCheckIT {
  private static final long ROWS = 2_001;

  @Parameter private Engine engine;
  private TestDatabase database;

  @BeforeEach
  void createTable() throws SQLException {
    if (engine == Engine.MYSQL) {
      database = TestMySql.newest().database();
    } else {
      database = TestPostgres.shared().database();
      // They belong to the whole server: workers of other tests may have left theirs a moment ago.
      Await.until("the origins of other tests are gone", Await.LONG, this::dropOrigins);
    }
    try (var connection = database.connect()) {
      UsersTable.at(database.url()).create(connection, ROWS);
    }
  }

  /** Whether there is none left; one that a session is just giving up can't be dropped yet. */
  private boolean dropOrigins() throws SQLException {
    try {
      database.execute(
          "SELECT pg_replication_origin_drop(roname) FROM pg_replication_origin"
              + " WHERE roname LIKE 'infill%'");
      return true;
    } catch (SQLException e) {
      if (SqlStates.OBJECT_IN_USE.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    database.close();
  }

  @Test
  void findsNothingWrongWithATableThatWasMigratedByHand() throws SQLException {
    var application = writeSome();
    migrateByHand();

    DemoCheck.Result result = check(application);

    assertThat(result.problems()).isEmpty();
    assertThat(result.lostWrites()).isZero();
    assertThat(result.mismatches()).isZero();
    assertThat(result.rows()).isEqualTo(application.expectedRows());
    assertThat(result.good()).isTrue();
  }

  @Test
  void findsALostWrite() throws SQLException {
    var application = writeSome();
    migrateByHand();
    long key =
        application.ledger().keys().stream()
            .filter(k -> application.ledger().row(k).isPresent())
            .findAny()
            .orElseThrow();

    database.execute("UPDATE users SET amount = amount + 1 WHERE id = " + key);

    assertThat(check(application).lostWrites()).isEqualTo(1);
  }

  @Test
  void findsARowThatWasNeverWrittenAndIsGone() throws SQLException {
    var application = DemoApplication.start(settings(0));
    application.close();
    migrateByHand();

    database.execute("DELETE FROM users WHERE id = 2");

    assertThat(check(application).lostWrites()).isEqualTo(1);
  }

  @Test
  void findsATimeThatSomebodyElseMoved() throws SQLException {
    var application = writeSome();
    migrateByHand();
    long key =
        application.ledger().keys().stream()
            .filter(k -> application.ledger().row(k).isPresent())
            .findAny()
            .orElseThrow();

    // One that was written, and one that was only loaded.
    database.execute(
        "UPDATE users SET updated_at = updated_at + INTERVAL '1' SECOND WHERE id = " + key,
        "UPDATE users SET updated_at = updated_at + INTERVAL '1' SECOND WHERE id = "
            + database.number(
                "SELECT max(id) FROM users WHERE created_at = updated_at"
                    + " AND email LIKE 'User.%'"));

    DemoCheck.Result result = check(application);
    assertThat(result.lostWrites()).isZero();
    assertThat(result.problems())
        .containsExactly("updated_at must be as the application left it (it is not in 2)");
  }

  @Test
  void findsAWrongValueAndWhatWasLeftBehind() throws SQLException {
    var application = writeSome();
    migrateByHand();

    long key = database.number("SELECT min(id) FROM users");
    // Of another case only, which MySQL's usual collations hold for the same.
    database.execute("UPDATE users SET email_lower = upper(email_lower)" + untouched() + key);
    database.execute(
        engine == Engine.MYSQL
            ? new String[] {
              "ALTER TABLE users DROP INDEX users_email_lower_idx",
              "CREATE TABLE left_behind (id INT PRIMARY KEY)",
              "CREATE TRIGGER left_behind BEFORE INSERT ON users FOR EACH ROW SET NEW.id = NEW.id",
              "ALTER TABLE users MODIFY email_lower VARCHAR(200)"
            }
            : new String[] {
              "DROP INDEX users_email_lower_idx",
              "ALTER TABLE users ADD CHECK (amount > -1) NOT VALID",
              "CREATE PUBLICATION left_behind FOR TABLE users",
              "SELECT pg_create_logical_replication_slot('left_"
                  + database.name()
                  + "', 'pgoutput')"
            });

    DemoCheck.Result result = check(application);
    assertThat(result.mismatches()).isEqualTo(1);
    assertThat(result.problems()).as(result.problems().toString()).hasSize(4);
    assertThat(result.good()).isFalse();
  }

  private DemoApplication writeSome() {
    var application = DemoApplication.start(settings(1_000));
    try (application) {
      long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (application.writes() < 500 && System.nanoTime() < until) {
        LockSupport.parkNanos(10_000_000);
      }
    }
    assertThat(application.errors().count()).as(application.errors().toString()).isZero();
    assertThat(application.writes()).isGreaterThanOrEqualTo(500);
    return application;
  }

  private DemoApplication.Settings settings(int writesPerSecond) {
    return new DemoApplication.Settings(
        database.url(), database.user(), database.password(), ROWS, writesPerSecond, 1);
  }

  private void migrateByHand() throws SQLException {
    database.execute(
        "ALTER TABLE users ADD COLUMN email_lower varchar(200)",
        "UPDATE users SET email_lower = lower(email)" + untouched() + "id",
        engine == Engine.MYSQL
            ? "ALTER TABLE users MODIFY email_lower varchar(200) NOT NULL"
            : "ALTER TABLE users ALTER COLUMN email_lower SET NOT NULL",
        "CREATE INDEX users_email_lower_idx ON users (email_lower)");
  }

  /** Ends an UPDATE of the row of a key, so that the row keeps its time. */
  private static String untouched() {
    return ", updated_at = updated_at WHERE id = ";
  }

  private DemoCheck.Result check(DemoApplication application) throws SQLException {
    try (var connection = database.connect()) {
      return DemoCheck.run(connection, application);
    }
  }
}
