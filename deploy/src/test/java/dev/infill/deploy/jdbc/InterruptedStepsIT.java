package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.SchemaText;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A step that ended between any two of its statements is finished by the next try. */
@ParameterizedClass
@EnumSource(Server.class)
class InterruptedStepsIT extends OnEvents {
  private static final Duration LONG = Duration.ofSeconds(30);

  private boolean wasStopped;

  /** The server refuses the statement whose turn it is; a count that is a sequence's is kept. */
  @BeforeEach
  void countDdl() throws SQLException {
    database.execute(
        "CREATE SEQUENCE IF NOT EXISTS ddl_count",
        """
        CREATE OR REPLACE FUNCTION stop_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('public.ddl_count') = 1000 THEN
            RAISE EXCEPTION 'stopped';
          END IF;
        END $$
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index:events_c_idx",
        "index:events_c_key",
        "index:events_c_unique",
        "default:c",
        "check:c",
        "foreign-key:c",
        "not-null:c"
      })
  void aStepThatEndedBetweenTwoStatementsIsFinished(String step) throws Exception {
    var shard = planned(everything());
    String undisturbed = schemaAfter(shard, step, 0);

    int statements = 0;
    boolean stopped = true;
    while (stopped) {
      noEvents();
      events();
      statements++;
      String finished = schemaAfter(shard, step, statements);
      stopped = wasStopped;

      assertThat(finished).as("stopped at statement " + statements).isEqualTo(undisturbed);
    }
    assertThat(statements).isGreaterThan(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "index:events_c_idx",
        "index:events_c_unique",
        "check:c",
        "foreign-key:c",
        "not-null:c"
      })
  void whatAStepThatEndedLeftIsTakenBack(String step) throws Exception {
    var shard = planned(everything());
    String before = SchemaText.of(database);

    int statements = 0;
    boolean stopped = true;
    while (stopped) {
      statements++;
      fill(shard);
      stopped = takeUntil(shard, step, statements);
      store.rollBack(shard);

      assertThat(SchemaText.of(database)).as("stopped at " + statements).isEqualTo(before);
    }
    assertThat(statements).isGreaterThan(1);
  }

  @Test
  void anIndexWhoseBuildingWasKilledIsBuiltAgain() throws Exception {
    var shard = planned(everything());
    fill(shard);
    try (var application = holding("UPDATE side.events_1 SET c = c WHERE id = 1")) {
      var step =
          Thread.ofVirtual()
              .start(() -> OnSteps.failure(() -> store.constrain(shard, "index:events_c_idx")));
      Await.until(
          "the index is being built",
          LONG,
          () -> database.number("SELECT count(*) FROM pg_stat_progress_create_index"),
          building -> building == 1);
      var said =
          Await.until(
              "it waits for the application",
              LONG,
              () -> store.inTheWay(shard).orElse(""),
              text -> text.contains("in the way"));
      database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index");
      step.join();
      application.rollback();
      assertThat(said)
          .contains("builds the index", "side.events_1", "waiting for writers before build")
          .contains("transactions have ended; it waits; in the way: pid", "application the-app");
    }
    assertThat(database.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isPositive();

    assertThat(store.constrain(shard, "index:events_c_idx")).isEqualTo(Offenders.NONE);

    assertThat(database.number("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isZero();
  }

  @Test
  void aStepThatNobodyWantsAnyLongerEndsOnTheServerToo() throws Exception {
    var shard = planned(everything());
    fill(shard);
    try (var application = holding("UPDATE side.events_1 SET c = c WHERE id = 1")) {
      var step =
          Thread.ofVirtual()
              .start(() -> OnSteps.failure(() -> store.constrain(shard, "index:events_c_idx")));
      Await.until(
          "the index is being built",
          LONG,
          () -> database.number("SELECT count(*) FROM pg_stat_progress_create_index"),
          building -> building == 1);

      step.interrupt();
      step.join();

      Await.until(
          "nothing is being built",
          LONG,
          () -> database.number("SELECT count(*) FROM pg_stat_progress_create_index"),
          building -> building == 0);
      application.rollback();
    }
    assertThat(store.constrain(shard, "index:events_c_idx")).isEqualTo(Offenders.NONE);
  }

  private void fill(PlannedShard shard) throws Exception {
    store.addColumn(shard);
    database.execute("UPDATE events SET c = lower(email)");
  }

  /** The schema when a step was stopped at a statement, and then taken; 0 for none. */
  private String schemaAfter(PlannedShard shard, String step, int statement) throws Exception {
    fill(shard);
    wasStopped = takeUntil(shard, step, statement);
    assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    return SchemaText.of(database);
  }

  /** Whether it was stopped. */
  private boolean takeUntil(PlannedShard shard, String step, int statement) throws Exception {
    database.execute(
        "SELECT setval('ddl_count', " + (1000 - statement) + ")",
        """
        CREATE EVENT TRIGGER stop_ddl ON ddl_command_start
          WHEN TAG IN ('ALTER TABLE', 'CREATE INDEX', 'ALTER INDEX', 'DROP INDEX')
          EXECUTE FUNCTION stop_ddl()
        """);
    try {
      if (statement > 0) {
        return stopped(shard, step);
      }
      return false;
    } finally {
      database.execute("DROP EVENT TRIGGER stop_ddl");
    }
  }

  private boolean stopped(PlannedShard shard, String step) {
    try {
      store.constrain(shard, step);
      return false;
    } catch (ShardFailure e) {
      assertThat(e.code()).isEqualTo("P0001");
      return true;
    }
  }
}
