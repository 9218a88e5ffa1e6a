package dev.infill.coordinator.runtime;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.awaitingTurn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Command;
import dev.infill.common.message.Command.Pause;
import dev.infill.common.message.Command.RollBack;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.spec.InvalidSpecException;
import dev.infill.common.spec.SpecParser;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final MigrationId MIGRATION = new MigrationId("users-email-lower");

  private final Decisions decisions =
      new Decisions(Map.of(), new TurnTeller(List::of, InstantSource.fixed(BEGUN)));

  @Test
  void whatIsAskedRightBehindASubmissionReachesShardsThatHaveNotBegunYet() throws Exception {
    Map<MigrationShard, Event> begun = decisions.command(MIGRATION, submit());
    var shards = List.copyOf(begun.keySet());
    fold(shards.getFirst(), begun.get(shards.getFirst()));

    Map<MigrationShard, Event> asked = decisions.command(MIGRATION, new RollBack());

    assertThat(asked).containsOnlyKeys(shards);
    assertThat(asked.values()).containsOnly(new RollbackAsked());
    shards.stream().skip(1).forEach(shard -> fold(shard, begun.get(shard)));
    asked.forEach(this::fold);
    assertThat(decisions.states())
        .hasSize(3)
        .allSatisfy(m -> assertThat(m.state()).isInstanceOf(RolledBack.class));
  }

  @Test
  void submissionIsARepeatWhileShardsOfTheFirstHaveNotBegun() throws Exception {
    decisions.command(MIGRATION, submit());

    assertThat(decisions.command(MIGRATION, submit())).isEmpty();
  }

  @Test
  void anotherMigrationsShardsAreNotReached() throws Exception {
    decisions.command(MIGRATION, submit());

    assertThat(decisions.command(new MigrationId("another"), new Pause())).isEmpty();
    assertThat(decisions.command(MIGRATION, new Pause()).values()).contains(new PauseAsked());
  }

  @Test
  void turnThatCameInAPauseIsGivenAgainByAResumeOfTheSameBatch() {
    fold(ID, new Submitted(awaitingTurn().spec(), awaitingTurn().shard()));
    fold(ID, new PlanAccepted(awaitingTurn().plan().orElseThrow()));
    assertThat(decisions.end().turns()).containsExactly(Map.entry(ID, new TurnGiven(0)));

    fold(ID, new PauseAsked());
    fold(ID, new TurnGiven(0));
    fold(ID, new ResumeAsked());

    assertThat(decisions.end().turns()).containsExactly(Map.entry(ID, new TurnGiven(0)));
  }

  private void fold(MigrationShard shard, Event event) {
    decisions.fold(new Recorded("id-of-" + event, shard, BEGUN, "test", event));
  }

  private static Command submit() throws InvalidSpecException {
    return Command.Submit.of(
        SpecParser.migration(
            "m.yaml",
            """
            apiVersion: infill/v1
            kind: Migration
            name: users-email-lower
            table: users
            column: { name: email_lower, type: text, value: lower(email) }
            """),
        SpecParser.fleet(
            "f.yaml",
            """
            apiVersion: infill/v1
            kind: Fleet
            name: users
            shards:
              - { id: shard-0, url: "jdbc:postgresql://db/app", user: infill }
              - { id: shard-1, url: "jdbc:postgresql://db/shop", user: infill }
              - { id: shard-2, url: "jdbc:postgresql://db/store", user: infill }
            """));
  }
}
