package dev.infill.coordinator.http;

import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.awaitingApproval;
import static dev.infill.coordinator.testing.Migrations.awaitingTurn;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Command;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.RolloutHalted;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.ShardId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator may ask of a migration that is there. */
@Timeout(60)
class OperationsTest {
  private TestApi api;

  @BeforeEach
  void start() throws Exception {
    api = new TestApi(Optional.empty());
  }

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void pauseIsAskedFor() throws Exception {
    api.views.put(backfilling());

    assertThat(api.post("/v1/migrations/users-email/pause", "").statusCode()).isEqualTo(202);
    assertThat(api.commands).containsExactly(new Command.Pause());
  }

  @Test
  void limitsAreSetForOneShardOrForAllAndReleased() throws Exception {
    api.views.put(backfilling());
    var tuning = new Tuning(Optional.of(8), Optional.of(Duration.ofMillis(100)));

    assertThat(
            tune("{\"shard\":\"shard-0\",\"rangesInFlight\":8,\"chunkTarget\":\"100ms\"}")
                .statusCode())
        .isEqualTo(202);
    assertThat(tune("").statusCode()).isEqualTo(202);

    assertThat(api.commands)
        .containsExactly(
            new Command.Tune(Optional.of(new ShardId("shard-0")), tuning),
            new Command.Tune(Optional.empty(), Tuning.RELEASED));
  }

  @Test
  void limitsThatNobodyCouldWorkByAreRefused() throws Exception {
    api.views.put(backfilling());

    api.problem(tune("{\"rangesInFlight\":0}"), 422);
    api.problem(tune("{\"rangesInFlight\":\"many\"}"), 422);
    api.problem(tune("{\"chunkTarget\":\"soon\"}"), 422);
    api.problem(tune("{\"rangesInFlite\":4}"), 400);
    assertThat(api.problem(tune("{\"shard\":\"shard-9\"}"), 422).detail())
        .isEqualTo("users-email has no shard named shard-9");
    assertThat(api.commands).isEmpty();
  }

  @Test
  void haltedRolloutIsResumed() throws Exception {
    api.views.put(after(awaitingTurn(), new RolloutHalted("1 of 8 shards failed")));

    assertThat(api.get("/v1/migrations/users-email").body())
        .contains("the rollout is halted: 1 of 8 shards failed");
    api.post("/v1/migrations/users-email/resume", "");

    assertThat(api.commands).containsExactly(new Command.Resume());
  }

  @Test
  void resumeOfWhatRunsIsAConflict() throws Exception {
    api.views.put(backfilling());

    var response = api.post("/v1/migrations/users-email/resume", "");

    assertThat(api.problem(response, 409).detail())
        .isEqualTo("migration users-email can't be resumed: it is Backfilling");
    assertThat(api.commands).isEmpty();
  }

  @Test
  void rollbackOfWhatIsRolledBackIsAConflict() throws Exception {
    api.views.put(after(planned(), new RollbackAsked()));

    api.problem(api.post("/v1/migrations/users-email/rollback", ""), 409);
  }

  @Test
  void pauseOfWhatIsPausedIsGranted() throws Exception {
    api.views.put(after(backfilling(), new PauseAsked()));

    assertThat(api.post("/v1/migrations/users-email/pause", "").statusCode()).isEqualTo(202);
  }

  @Test
  void approvalIsTakenWhereItIsWaitedFor() throws Exception {
    api.views.put(backfilling());
    var early = api.post("/v1/migrations/users-email/approve", "");
    api.views.put(awaitingApproval());

    assertThat(api.problem(early, 409).detail())
        .isEqualTo("migration users-email can't be approved: it is Backfilling");
    assertThat(api.get("/v1/migrations/users-email").body())
        .contains("\"approve\"", "infill approve users-email");
    var elsewhere = api.post("/v1/migrations/users-email/approve", "{\"shard\":\"shard-9\"}");
    assertThat(api.problem(elsewhere, 422).detail()).contains("has no shard named shard-9");
    api.problem(api.post("/v1/migrations/users-email/approve", "{\"shards\":[]}"), 400);
    var taken = api.post("/v1/migrations/users-email/approve", "{\"shard\":\"shard-0\"}");

    assertThat(taken.statusCode()).isEqualTo(202);
    assertThat(taken.body()).contains("\"phase\":\"Constraining\"");
    assertThat(api.commands)
        .containsExactly(new Command.Approve(Optional.of(new ShardId("shard-0"))));
  }

  private HttpResponse<String> tune(String body) throws Exception {
    return api.post("/v1/migrations/users-email/tune", body);
  }
}
