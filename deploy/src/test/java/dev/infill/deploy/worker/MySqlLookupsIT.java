package dev.infill.deploy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.OwnThread;
import dev.infill.deploy.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker that follows on MySQL what changes in a table that a value looks into. */
@Timeout(180)
@ParameterizedClass
@EnumSource(names = {"NEWEST", "VERSION_8_0"})
class MySqlLookupsIT {
  private static final KeyColumn ID = new KeyColumn("id", "bigint");
  private static final String VALUE = "(select x.name from customers x where x.id = customer)";

  @Parameter MySqlKind kind;

  private MySqlKind.Opened opened;
  private TestDatabase database;
  private LoneWorker worker;

  @BeforeEach
  void capture() throws Exception {
    opened = kind.open();
    database = opened.database();
    database.execute(
        "create table customers (id bigint primary key, name varchar(100))",
        "insert into customers"
            + " with recursive n (i) as (select 1 union all select i + 1 from n where i < 20)"
            + " select i, concat('A', i) from n",
        "create table orders (id bigint primary key, customer bigint, note text, c varchar(100), key (customer))",
        "insert into orders (id, customer, c)"
            + " with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000)"
            + " select i, i % 20 + 1, concat('A', i % 20 + 1) from n");
    var values = MySqlMarks.fill(database, "orders", VALUE, ID);
    var fill =
        new ColumnFill(
            values.table(),
            values.key(),
            values.columns(),
            List.of(
                new Lookup(
                    new TableName(database.name(), "customers"),
                    "customers.id = orders.customer",
                    List.of(ID))));
    worker = new LoneWorker(database, 1);
    worker.prepare(fill);
    worker.askFor(fill, OwnWrites.APPLIED);
    barrier("begun");
  }

  @AfterEach
  void end() throws Exception {
    worker.close();
    opened.close();
  }

  @Test
  void writesTheRowsThatDependOnWhatChanged() throws Exception {
    database.execute(
        "update customers set name = 'B' where id = 7",
        "delete from customers where id = 8",
        "insert into customers values (21, 'C')",
        "update customers set id = 22 where id = 9");
    barrier("looked up");
    // Behind it, or one statement might write a row for both changes, and count it twice.
    database.execute(
        "update orders set customer = 21 where id = 1000",
        "update orders set customer = 22 where id = 999");
    barrier("written");

    assertThat(wrong()).isZero();
    assertThat(database.number("select count(*) from orders where c is null")).isEqualTo(100);
    assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::written).sum())
        .isEqualTo(152);
    assertThat(worker.all(CaptureLost.class)).isEmpty();
  }

  @Test
  void waitsForNoRowThatIsLookedUp() throws Exception {
    try (var application = database.connect()) {
      application.setAutoCommit(false);
      run(application, "update customers set name = 'B' where id = 7");
      database.execute(
          "insert into orders (id, customer) values (2000, 7)",
          "update orders set note = 'n', c = 'other' where customer = 7");

      barrier("while it is locked");

      assertThat(wrong()).isZero();
      application.commit();
    }
    barrier("committed");
    assertThat(wrong()).isZero();
    assertThat(database.value("select c from orders where id = 2000")).isEqualTo("B");
  }

  /**
   * One of our own statements looks up B, and is not committed. Meanwhile A comes back, and all
   * that anybody can see is right. Were our own writes not looked at again, B would stay.
   */
  @Test
  void looksAgainAtWhatAStatementOfOursCommittedLate() throws Exception {
    try (var ours = database.connect()) {
      run(ours, OwnThread.TAKE);
      run(ours, "set session transaction isolation level read committed");
      ours.setAutoCommit(false);
      database.execute("update customers set name = 'B' where id = 7");
      run(ours, "update orders set c = " + VALUE + " where customer = 7");
      database.execute("update customers set name = 'A7' where id = 7");
      barrier("back");
      assertThat(wrong()).isZero();

      ours.commit();
    }
    barrier("behind ours");

    assertThat(wrong()).isZero();
    assertThat(database.value("select c from orders where id = 6")).isEqualTo("A7");
  }

  private void barrier(String name) throws Exception {
    worker.barrier(name);
    worker.awaitBarrier(name);
  }

  private static void run(Connection connection, String sql) throws Exception {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long wrong() throws Exception {
    return database.number("select count(*) from orders where not (c <=> " + VALUE + ")");
  }
}
