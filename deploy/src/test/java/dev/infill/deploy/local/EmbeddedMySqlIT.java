package dev.infill.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.deploy.testing.TestMySql;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedMySqlIT {
  @Parameter Build build;

  @TempDir static Path temp;

  private DataFolder folder;
  private EmbeddedMySql mysql;

  /** The two servers. */
  enum Build {
    MYSQL_9("9."),
    MYSQL_8_0("8.0.12");

    private final String version;

    Build(String version) {
      this.version = version;
    }

    MySqlSettings settings() {
      return this == MYSQL_9 ? TestMySql.packaged() : TestMySql.bundled();
    }
  }

  @BeforeParameterizedClassInvocation
  void startOnce() throws IOException {
    folder = DataFolder.take(temp.resolve(build.name()));
    mysql = start(build.settings());
  }

  @AfterParameterizedClassInvocation
  void stop() throws IOException {
    if (mysql != null) {
      mysql.close();
    }
    folder.close();
  }

  @Test
  void keepsItsDataAndItsPortOverARestart() throws Exception {
    int port = mysql.port();
    execute("create database kept", "create table kept.t (id int primary key)");

    mysql.restart();

    assertThat(mysql.port()).isEqualTo(port);
    assertThat(value("select count(*) from kept.t")).isEqualTo("0");
  }

  @Test
  void keepsWhatWasCommittedWhenItIsKilled() throws Exception {
    execute("create database saved", "create table saved.t (id int primary key)");
    execute("insert into saved.t values (1)");

    mysql.kill9();
    mysql.startAgain();

    assertThat(value("select count(*) from saved.t")).isEqualTo("1");
  }

  @Test
  void endsTheServerOfARunThatWasKilled() throws Exception {
    var lost = mysql;

    // Started again as by another process that knows nothing of the first.
    mysql = start(build.settings());

    assertThatThrownBy(() -> lost.connect("")).isInstanceOf(SQLException.class);
    assertThat(value("select 1")).isEqualTo("1");
  }

  @Test
  void leavesNoProcessAndNoPasswordBehind() throws Exception {
    mysql.close();

    assertThat(folder.path().resolve("processes")).isEmptyFile();
    try (var files = Files.walk(folder.path())) {
      assertThat(files.filter(Files::isRegularFile)).noneMatch(EmbeddedMySqlIT::holdsPassword);
    }
    mysql.startAgain();
  }

  @Test
  void logsWholeRowsAndIsDurable() throws Exception {
    assertThat(value("select version()")).startsWith(build.version);
    assertThat(
            value(
                """
                select concat_ws(' ', @@log_bin, @@binlog_format, @@binlog_row_image, @@gtid_mode,
                                 @@innodb_flush_log_at_trx_commit, @@sync_binlog)
                """))
        .isEqualTo("1 ROW FULL ON 1 1");
  }

  @Test
  void letsNobodyInWithoutThePassword() throws Exception {
    assertThat(
            value(
                """
                select group_concat(user, '@', host order by user) from mysql.user
                 where account_locked = 'N' and length(authentication_string) = 0
                """))
        .isEqualTo("null");
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    mysql.close();

    assertThatThrownBy(() -> start(build.settings().with("no-such-setting", "1")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no-such-setting");
    mysql.startAgain();
  }

  private EmbeddedMySql start(MySqlSettings settings) throws IOException {
    return EmbeddedMySql.start(
        folder.folder("mysql"), folder.log("mysql"), settings, folder.runFile());
  }

  private void execute(String... statements) throws SQLException {
    try (var connection = mysql.connect("");
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String value(String query) throws SQLException {
    try (var connection = mysql.connect("");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  private static boolean holdsPassword(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
          .contains(TestMySql.PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
