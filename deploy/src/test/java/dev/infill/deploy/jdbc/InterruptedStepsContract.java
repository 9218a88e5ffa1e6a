package dev.infill.deploy.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.FailureKind;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.SchemaStore.Offenders;
import dev.infill.common.shard.ShardFailure;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.StatementCutter;
import dev.infill.deploy.testing.StatementCutter.Ending;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A step that ended at any of its statements is finished by the next try, or taken back; so is a
 * rollback. On every engine.
 */
abstract class InterruptedStepsContract extends OnEverySteps {
  /** Before a server finds out by itself that its client is gone, which takes PostgreSQL 5 s. */
  private static final Duration SOON = Duration.ofSeconds(4);

  /** A spec with all of {@link #steps}. */
  abstract SpecMaker everything();

  /** Those of constraints, the first of which builds an index, and {@code bridge}. */
  abstract List<String> steps();

  abstract List<Ending> endings();

  /** What holds the row of id 1: the table or a partition. */
  abstract String written();

  Stream<Arguments> stepsAndEndings() {
    return steps().stream()
        .flatMap(step -> endings().stream().map(ending -> Arguments.of(step, ending)));
  }

  @ParameterizedTest
  @MethodSource("stepsAndEndings")
  void aStepThatEndedAtAStatementIsFinished(String step, Ending ending) throws Exception {
    var shard = planned(everything());
    fill(shard);
    take(shard, step);
    String undisturbed = schema.catalog();

    int statements =
        atEach(
            statement -> {
              store.rollBack(shard);
              fill(shard);
              boolean ended = takeUntil(shard, step, statement, ending);
              afterwards(() -> take(shard, step));

              assertThat(schema.catalog()).as("ended at " + statement).isEqualTo(undisturbed);
              return ended;
            });
    assertThat(statements).isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("stepsAndEndings")
  void whatAStepThatEndedLeftIsTakenBack(String step, Ending ending) throws Exception {
    String before = schema.catalog();
    var shard = planned(everything());

    int statements =
        atEach(
            statement -> {
              fill(shard);
              boolean ended = takeUntil(shard, step, statement, ending);
              afterwards(() -> store.rollBack(shard));

              assertThat(schema.catalog()).as("ended at " + statement).isEqualTo(before);
              return ended;
            });
    assertThat(statements).isGreaterThan(1);
  }

  @ParameterizedTest
  @MethodSource("endings")
  void aRollbackThatEndedAtAStatementIsFinished(Ending ending) throws Exception {
    String before = schema.catalog();
    var shard = planned(everything());

    int statements =
        atEach(
            statement -> {
              fill(shard);
              store.prepareCapture(shard);
              for (String step : steps()) {
                take(shard, step);
              }
              boolean ended = takeUntil(shard, "rollback", statement, ending);
              afterwards(() -> store.rollBack(shard));

              assertThat(schema.catalog()).as("ended at " + statement).isEqualTo(before);
              return ended;
            });
    assertThat(statements).isGreaterThan(6);
  }

  @Test
  void anIndexWhoseBuildingWasKilledIsBuiltAgain() throws Exception {
    var shard = planned(everything());
    fill(shard);
    try (var application = holding(update())) {
      var step = buildIndex(shard);
      var said =
          Await.until(
              "it waits for the application",
              Await.LONG,
              () -> store.inTheWay(shard).orElse(""),
              text -> text.contains("in the way"));
      for (String session : schema.building()) {
        database.execute(
            server.isMySql() ? "KILL " + session : "SELECT pg_terminate_backend(" + session + ")");
      }
      step.join();
      application.rollback();
      assertThat(said).contains("builds the index", "application the-app");
      if (server.isMySql()) {
        assertThat(said).contains("; it waits; in the way: connection");
      } else {
        assertThat(said)
            .contains(written(), "waiting for writers before build")
            .contains("transactions have ended; it waits; in the way: pid");
      }
    }
    assertThat(schema.indexes()).isEmpty();
    // MySQL leaves nothing of it.
    assertThat(schema.halfMadeIndexes().isEmpty()).isEqualTo(server.isMySql());

    afterwards(() -> take(shard, steps().getFirst()));

    assertThat(schema.halfMadeIndexes()).isEmpty();
    assertThat(schema.indexes()).hasSize(1);
  }

  @Test
  void aStepThatNobodyWantsAnyLongerEndsOnTheServerToo() throws Exception {
    var shard = planned(everything());
    fill(shard);
    try (var application = holding(update())) {
      var step = buildIndex(shard);

      step.interrupt();
      step.join();

      Await.until("nothing is being built", SOON, () -> schema.building().isEmpty());
      application.rollback();
    }
    assertThat(schema.indexes()).isEmpty();
    take(shard, steps().getFirst());
  }

  /** Does what ends at one statement, and says whether there were so many. */
  private interface Cut {
    boolean at(int statement) throws Exception;
  }

  /** Cuts at one statement after the other, until there are no more; returns how often. */
  private static int atEach(Cut cut) throws Exception {
    int statement = 1;
    while (cut.at(statement)) {
      statement++;
    }
    return statement;
  }

  /** What a writer does for whose end an index waits. */
  private String update() {
    return "UPDATE " + written() + " SET c = c WHERE id = 1";
  }

  /** Goes on beside, and is under way; a lock that is not free does not end it for minutes. */
  private Thread buildIndex(PlannedShard shard) {
    var step =
        Thread.ofVirtual()
            .start(() -> OnSteps.failure(() -> take(Shards.patient(shard), steps().getFirst())));
    Await.until("the index is being built", Await.LONG, () -> schema.building().size() == 1);
    return step;
  }

  private void fill(PlannedShard shard) throws Exception {
    store.addColumn(shard);
    database.execute("UPDATE " + tableName() + " SET c = lower(email)");
  }

  private void take(PlannedShard shard, String step) throws ShardFailure {
    switch (step) {
      case "bridge" -> store.installBridge(shard);
      case "rollback" -> store.rollBack(shard);
      default -> assertThat(store.constrain(shard, step)).isEqualTo(Offenders.NONE);
    }
  }

  /** Whether there were so many statements. */
  private boolean takeUntil(PlannedShard shard, String step, int statement, Ending ending)
      throws Exception {
    try (var cutter = new StatementCutter(database, statement, ending)) {
      try {
        take(Shards.through(shard, cutter.url()), step);
      } catch (ShardFailure e) {
        if (ending == Ending.REFUSED) {
          assertThat(e.code()).isEqualTo(server.isMySql() ? "mysql-1644" : "42601");
        } else {
          assertThat(e.kind()).isEqualTo(FailureKind.AMBIGUOUS);
        }
      }
      return cutter.ended();
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
}
