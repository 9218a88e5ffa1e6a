package dev.infill.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresIT {
  // Below the temporary folder, which everybody may enter.
  @TempDir Path temp;

  private DataFolder folder;

  @BeforeEach
  void takeFolder() throws IOException {
    folder = DataFolder.take(temp.resolve("data"));
  }

  @AfterEach
  void leaveFolder() throws IOException {
    folder.close();
  }

  @Test
  void keepsItsDataAndItsPortOverARestart() throws Exception {
    try (var postgres = start()) {
      execute(postgres, "create table t (id int)");
      int port = postgres.port();

      postgres.restart();

      assertThat(postgres.port()).isEqualTo(port);
      execute(postgres, "select * from t");
    }
    try (var again = start()) {
      execute(again, "select * from t");
    }
  }

  @Test
  void keepsWhatWasCommittedWhenItIsKilled() throws Exception {
    try (var postgres = start()) {
      execute(postgres, "create table t (id int)");

      postgres.kill9();
      postgres.startAgain();

      execute(postgres, "select * from t");
    }
  }

  @Test
  void endsTheServerOfARunThatWasKilled() throws Exception {
    var lost = start();

    // Started again as by another process that knows nothing of the first.
    try (var postgres = start()) {
      assertThatThrownBy(() -> execute(lost, "select 1")).isInstanceOf(SQLException.class);
      execute(postgres, "select 1");
    }
  }

  @Test
  void decodesLogicallyAndIsDurable() throws Exception {
    try (var postgres = start()) {
      assertThat(setting(postgres, "wal_level")).isEqualTo("logical");
      assertThat(setting(postgres, "fsync")).isEqualTo("on");
      assertThat(setting(postgres, "server_encoding")).isEqualTo("UTF8");
      assertThat(value(postgres, "select lower('ÀÉÖ')")).isEqualTo("àéö");
    }
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    var settings = settings().with("shared_buffers", "nonsense");

    assertThatThrownBy(
            () ->
                EmbeddedPostgres.start(
                    folder.folder("bad"), folder.log("bad"), settings, folder.runFile()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shared_buffers");
  }

  @Test
  void endsWhatAnEarlierRunLeftBehind() throws Exception {
    var plan =
        new ChildProcess.Plan(
            "sleeper", List.of("sleep", "600"), Map.of(), folder.log("sleeper"), "KILL", List.of());
    var sleeper = ChildProcess.start(plan, new RunFile(folder.path().resolve("processes")));
    folder.close();

    folder = DataFolder.take(temp.resolve("data"));

    assertThat(sleeper.waitFor(Duration.ofSeconds(5))).isTrue();
  }

  @Test
  void refusesASecondRunOnTheSameFolder() {
    assertThatThrownBy(() -> DataFolder.take(folder.path()))
        .isInstanceOf(DataFolderBusyException.class)
        .hasMessageContaining("--data");
  }

  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.start(
        folder.folder("postgres"), folder.log("postgres"), settings(), folder.runFile());
  }

  private static PostgresSettings settings() throws IOException {
    return PostgresSettings.bundled("postgres", "secret");
  }

  private static void execute(EmbeddedPostgres postgres, String sql) throws SQLException {
    try (var connection = postgres.connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String setting(EmbeddedPostgres postgres, String name) throws SQLException {
    return value(postgres, "select current_setting('" + name + "')");
  }

  private static String value(EmbeddedPostgres postgres, String query) throws SQLException {
    try (var connection = postgres.connect("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
