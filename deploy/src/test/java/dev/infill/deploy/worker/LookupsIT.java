package dev.infill.deploy.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.BarrierPassed;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.ChangesApplied;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.PostgresDialect;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker that follows what changes in a table that a value looks into. */
@Timeout(120)
class LookupsIT {
  private static final KeyColumn ID = new KeyColumn("id", "bigint");
  private static final ColumnFill FILL =
      new ColumnFill(
          new TableName("public", "orders"),
          List.of(ID),
          LoneWorker.fill(
                  "orders", "(SELECT name FROM customers WHERE customers.id = customer)", ID)
              .columns(),
          List.of(
              new Lookup(
                  new TableName("public", "customers"),
                  "customers.id = orders.customer",
                  List.of(ID))));

  private TestDatabase database;
  private LoneWorker worker;

  @BeforeEach
  void capture() throws Exception {
    database = TestPostgres.shared().database();
    database.execute(
        "create table customers (id bigint primary key, name text)",
        "insert into customers select g, 'A' || g from generate_series(1, 20) g",
        "create table orders (id bigint primary key, customer bigint, c text)",
        "create index on orders (customer)",
        "insert into orders select g, g % 20 + 1, 'A' || g % 20 + 1 from generate_series(1, 2000) g");
    worker = new LoneWorker(database, 1);
    worker.capture(FILL);
    worker.barrier("begun");
    worker.awaitBarrier("begun");
  }

  @AfterEach
  void end() throws Exception {
    worker.close();
    database.close();
  }

  @Test
  void writesTheRowsThatDependOnWhatChanged() throws Exception {
    database.execute(
        "update customers set name = 'B' where id = 7",
        "delete from customers where id = 8",
        "insert into customers values (21, 'C')",
        "update customers set id = 22 where id = 9");
    worker.barrier("looked up");
    worker.awaitBarrier("looked up");
    // Behind it, or one statement might write a row for both changes, and count it twice.
    database.execute(
        "update orders set customer = 21 where id = 2000",
        "update orders set customer = 22 where id = 1999");
    worker.barrier("written");
    worker.awaitBarrier("written");

    assertThat(wrong()).isZero();
    assertThat(database.number("select count(*) from orders where c is null")).isEqualTo(200);
    assertThat(worker.all(ChangesApplied.class).mapToLong(ChangesApplied::written).sum())
        .isEqualTo(302);
    assertThat(worker.all(CaptureLost.class)).isEmpty();
  }

  /**
   * One of our own statements looks up B, and is not committed. Meanwhile A comes back, and all
   * that anybody can see is right. Whoever looked now and went on would leave B for good.
   */
  @Test
  void waitsForAStatementOfOursThatLookedUpWhatWasThereBefore() throws Exception {
    try (var ours = database.connect()) {
      ours.setAutoCommit(false);
      // Nobody else may write them first.
      run(ours, "select from orders where customer = 7 for update");
      database.execute("update customers set name = 'B' where id = 7");
      fill(ours);
      assertThat(database.value("select c from orders where id = 6")).isEqualTo("A7");
      database.execute("update customers set name = 'A7' where id = 7");
      worker.barrier("back");
      Await.until(
          "others have passed the barrier",
          Await.LONG,
          () ->
              worker.all(BarrierPassed.class).filter(e -> e.barrier().equals("back")).count() == 7);
      ours.commit();
    }
    worker.awaitBarrier("back");

    assertThat(wrong()).isZero();
    assertThat(database.value("select c from orders where id = 6")).isEqualTo("A7");
  }

  /** As a worker's session does, but for the commit. */
  private static void fill(Connection ours) throws Exception {
    var sql = new PostgresDialect().rows(FILL).fill(KeyRange.ALL, true);
    try (var statement = ours.prepareStatement(sql.text())) {
      statement.setString(1, "1000");
      statement.execute();
    }
  }

  private static void run(Connection connection, String sql) throws Exception {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long wrong() throws Exception {
    return database.number(
        "select count(*) from orders where c is distinct from"
            + " (select name from customers where customers.id = customer)");
  }
}
