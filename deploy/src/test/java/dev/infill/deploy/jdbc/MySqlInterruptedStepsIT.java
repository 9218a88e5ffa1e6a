package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.jdbc.mysql.MySqlSchemaStore;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.ReferencesSpec.Action;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.MySqlCutter;
import dev.infill.deploy.testing.MySqlCutter.When;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A step whose connection ended at any of its statements is finished by the next try. */
@ParameterizedClass
@EnumSource(
    value = RowServer.class,
    names = {"MYSQL_9", "MYSQL_8_0"})
class MySqlInterruptedStepsIT extends OnEverySteps {
  @BeforeEach
  void mails() throws SQLException {
    database.execute(
        "CREATE TABLE mails (mail varchar(200) PRIMARY KEY)",
        "INSERT INTO mails SELECT lower(email) FROM people");
  }

  @AfterEach
  @Override
  void noTable() throws SQLException {
    super.noTable();
    database.execute("DROP TABLE mails");
  }

  Stream<Arguments> steps() {
    return Stream.of(
            "index:people_c_key", "default:c", "check:c", "foreign-key:c", "not-null:c", "bridge")
        .filter(step -> server.hasChecks() || !step.startsWith("check:"))
        .flatMap(step -> Stream.of(When.values()).map(when -> Arguments.of(step, when)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aStepThatEndedAtAStatementIsFinished(String step, When when) throws Exception {
    var shard = planned(everything());
    fill(shard);
    take(store, shard, step);
    String undisturbed = schema.definition();

    int statements = 0;
    boolean cut = true;
    while (cut) {
      store.rollBack(shard);
      fill(shard);
      statements++;
      cut = takeUntil(shard, step, statements, when);
      afterwards(() -> take(store, shard, step));

      assertThat(schema.definition()).as("cut at " + statements).isEqualTo(undisturbed);
    }
    assertThat(statements).isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("steps")
  void whatAStepThatEndedLeftIsTakenBack(String step, When when) throws Exception {
    String before = schema.definition();
    var shard = planned(everything());

    int statements = 0;
    boolean cut = true;
    while (cut) {
      statements++;
      fill(shard);
      cut = takeUntil(shard, step, statements, when);
      afterwards(() -> store.rollBack(shard));

      assertThat(schema.definition()).as("cut at " + statements).isEqualTo(before);
    }
    assertThat(statements).isGreaterThan(1);
  }

  @ParameterizedTest
  @EnumSource
  void aRollbackThatEndedAtAStatementIsFinished(When when) throws Exception {
    String before = schema.definition();
    var shard = planned(everything());

    int statements = 0;
    boolean cut = true;
    while (cut) {
      statements++;
      fill(shard);
      store.prepareCapture(shard);
      for (String step : steps().map(step -> (String) step.get()[0]).distinct().toList()) {
        take(store, shard, step);
      }
      cut = takeUntil(shard, "rollback", statements, when);
      afterwards(() -> store.rollBack(shard));

      assertThat(schema.definition()).as("cut at " + statements).isEqualTo(before);
    }
    assertThat(statements).isGreaterThan(6);
  }

  @Test
  void aStepThatNobodyWantsAnyLongerEndsOnTheServerToo() throws Exception {
    var shard = planned(everything());
    fill(shard);
    try (var application = holding("SELECT count(*) FROM people")) {
      var step =
          Thread.ofVirtual()
              .start(() -> OnSteps.failure(() -> patient(shard, "index:people_c_key")));
      Await.until("it waits", Await.LONG, () -> waiting() == 1);

      step.interrupt();
      step.join();

      Await.until("nobody waits", Await.LONG, () -> waiting() == 0);
      application.rollback();
    }
    assertThat(schema.indexes()).isEmpty();
    assertThat(store.constrain(shard, "index:people_c_key")).isEqualTo(Offenders.NONE);
  }

  private SpecMaker everything() {
    return SpecMaker.people()
        .constraints(true, "'x'", server.hasChecks() ? "c <> ''" : "")
        .references("mails", Action.NO_ACTION)
        .index("people_c_key", true, "c")
        .gate(Gate.TRIGGER);
  }

  private void fill(PlannedShard shard) throws Exception {
    store.addColumn(shard);
    database.execute("UPDATE people SET c = lower(email)");
  }

  private static void take(SchemaStore store, PlannedShard shard, String step) throws ShardFailure {
    switch (step) {
      case "bridge" -> store.installBridge(shard);
      case "rollback" -> store.rollBack(shard);
      default -> assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    }
  }

  /** Whether it was cut. */
  private boolean takeUntil(PlannedShard shard, String step, int statement, When when)
      throws Exception {
    int port = Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1"));
    try (var cutter = new MySqlCutter(port, statement, when)) {
      var address = shard.shard();
      String url = address.url().replace(":" + port + "/", ":" + cutter.port() + "/");
      var through =
          new PlannedShard(
              shard.id(),
              shard.spec(),
              new ShardAddress(
                  address.id(),
                  address.engine(),
                  url + "&sslMode=DISABLED",
                  address.user(),
                  address.password()),
              shard.plan());
      try {
        take(store, through, step);
      } catch (ShardFailure e) {
        assertThat(e.kind()).isEqualTo(FailureKind.AMBIGUOUS);
      }
      return cutter.cut();
    }
  }

  /** The server lets go of the lock only when it has seen that the connection ended. */
  private static void afterwards(OnSteps.Step next) {
    Await.until(
        "the step is taken",
        Await.LONG,
        () -> {
          try {
            next.take();
            return true;
          } catch (ShardFailure e) {
            assertThat(e.code()).isEqualTo("infill.busy");
            return false;
          }
        });
  }

  /** With a lock timeout that does not end the wait. */
  private void patient(PlannedShard shard, String step) throws ShardFailure {
    new MySqlSchemaStore(Shards.connections(database, "coordinator"))
        .constrain(MySqlSpecs.patient(shard), step);
  }

  private long waiting() throws SQLException {
    return database.number(
        """
        SELECT count(*) FROM performance_schema.metadata_locks
         WHERE lock_status = 'PENDING' AND object_schema = DATABASE() AND object_name = 'people'
        """);
  }
}
