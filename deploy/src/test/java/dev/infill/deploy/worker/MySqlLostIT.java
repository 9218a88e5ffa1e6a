package dev.infill.deploy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.mysql.MarksTable;
import dev.infill.deploy.testing.OwnMySql;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestMySql;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no row in the log tells of ends a capture of MySQL, and it says so once. */
@Timeout(120)
@ParameterizedClass
@ValueSource(booleans = {true, false})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MySqlLostIT {
  @Parameter boolean newest;

  private OwnMySql server;
  private TestDatabase database;
  private LoneWorker worker;
  private ColumnFill fill;

  @BeforeParameterizedClassInvocation
  void open() throws Exception {
    server =
        newest
            ? OwnMySql.start(TestMySql.packaged(), Map.of())
            : OwnMySql.start(
                TestMySql.bundled(), Map.of("gtid-mode", "OFF", "enforce-gtid-consistency", "OFF"));
    database = server.database();
  }

  @AfterParameterizedClassInvocation
  void close() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void begin() throws Exception {
    fill = MySqlMarks.fill(database, "users", "lower(email)", new KeyColumn("id", "bigint"));
    database.execute(
        "drop table if exists users, old, other, " + MySqlMarks.table(database).table(),
        "create table users (id bigint primary key, email varchar(40) not null, c varchar(100))",
        "create table other like users",
        "insert into users (id, email) values (1, 'A'), (2, 'B')");
    worker = new LoneWorker(database, 1);
    worker.capture(fill);
    worker.barrier("b-0");
    worker.awaitBarrier("b-0");
  }

  @AfterEach
  void end() {
    worker.close();
  }

  @Test
  void aLogThatWasPurgedBeforeItWasRead() throws Exception {
    worker.stopWorker();
    database.execute("flush binary logs", "update users set email = 'Gone'", "flush binary logs");
    String last = database.column("show binary logs").getLast();
    database.execute("purge binary logs to '" + last + "'");
    worker.startAnother();

    assertLost("the server purged binary logs");
  }

  @Test
  void aNoteThatIsGone() throws Exception {
    database.execute("drop table " + MySqlMarks.table(database).table());

    assertLost("note is gone");
  }

  @Test
  void anotherServer() throws Exception {
    String marks = MySqlMarks.table(database).table();
    var note =
        BinlogNote.of(database.value("select content from " + marks + " where kind = 'NOTE'"));
    String other = "11111111-2222-3333-4444-555555555555";
    worker.stopWorker();
    MySqlMarks.put(
        database,
        MarksTable.Kind.NOTE,
        new BinlogNote(
                note.id(),
                other,
                note.gtids(),
                note.file(),
                note.position(),
                note.tables(),
                note.ground().replace(note.server(), other))
            .text());
    worker.startAnother();

    assertLost("another server took over");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          alter table users modify id int                                           | were altered
          alter table users modify email int not null                                 | were altered
          alter table users drop column c, add column c varchar(100)                | lost a column
          rename table users to old, other to users                                 | was renamed
          alter table users rename to old                                           | was renamed
          /* x */ DROP TABLE `users`                                                | was renamed
          """)
  void statementsThatMayHaveChangedValues(String statement, String why) throws Exception {
    database.execute("update users set email = '1'", statement);

    assertLostByEither(why);
  }

  @Test
  void aTransactionInTwoPhases() throws Exception {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("xa start 'x'");
      statement.execute("insert into users (id, email) values (3, 'C')");
      statement.execute("xa end 'x'");
      statement.execute("xa prepare 'x'");
      statement.execute("xa commit 'x'");
    }

    assertLost("in two phases");
  }

  @Test
  void aStatementInPlaceOfItsRows() throws Exception {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute("set session binlog_format = 'STATEMENT'");
      statement.execute("update users set email = 'C' where id = 1");
    }

    assertLost("in place of rows");
  }

  /** Whoever looks at the table itself may see it before the log is read so far. */
  private void assertLostByEither(String why) throws Exception {
    var lost = worker.await(CaptureLost.class, e -> true);

    assertThat(lost.reason())
        .satisfiesAnyOf(
            reason -> assertThat(reason).contains(why),
            reason -> assertThat(reason).contains("were altered"),
            reason -> assertThat(reason).contains("the table is gone"));
    assertToldOnce();
  }

  private void assertLost(String why) throws Exception {
    assertThat(worker.await(CaptureLost.class, e -> true).reason()).contains(why);
    assertToldOnce();
  }

  private void assertToldOnce() throws Exception {
    if (database.column("show tables").contains(MySqlMarks.table(database).table())) {
      worker.barrier("b-9");
    }
    assertThat(worker.all(CaptureLost.class)).hasSize(1);
    assertThat(worker.all(BarrierPassed.class)).noneMatch(e -> e.barrier().equals("b-9"));
  }
}
