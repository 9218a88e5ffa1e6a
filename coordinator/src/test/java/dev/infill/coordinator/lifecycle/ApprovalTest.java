package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.QUIET;
import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Command;
import dev.infill.common.message.Event.ApprovalGiven;
import dev.infill.common.message.Event.BridgeInstalled;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.ResumeAsked;
import dev.infill.common.model.ShardId;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingApproval;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingWriters;
import dev.infill.coordinator.lifecycle.ShardState.Constraining;
import dev.infill.coordinator.lifecycle.ShardState.Reconciling;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person's word comes on top of what the gate asks for, never in its place. */
class ApprovalTest {
  @Test
  void provenWritersAndAnApprovalOpenTheWay() {
    var life = Life.reconciled(spec().approval(true)).openGate();
    var proven = life.state();

    life.tell(new ApprovalGiven());

    assertThat(proven).isInstanceOf(AwaitingApproval.class);
    assertThat(life.migration().reconciledSince()).contains(Life.START);
    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void approvalBeforeTheWritersAreProvenIsNone() {
    var life = Life.reconciled(spec().approval(true));

    life.tell(new ApprovalGiven());
    var early = life.state();
    life.openGate();

    assertThat(early).isInstanceOf(AwaitingWriters.class);
    assertThat(life.state()).isInstanceOf(AwaitingApproval.class);
  }

  @Test
  void writeThatNeededOursMeanwhileLeadsBackToTheProof() {
    var life = Life.reconciled(spec().approval(true)).openGate();

    life.tell(Told.unaware(1, life.now()), new ApprovalGiven());

    assertThat(life.state()).isInstanceOf(AwaitingWriters.class);
    assertThat(life.pass(QUIET).tell(Told.aware(5, life.now())).state())
        .isInstanceOf(AwaitingApproval.class);
  }

  @Test
  void moreWritesThatNeedNoneChangeNothing() {
    var life = Life.reconciled(spec().approval(true)).openGate();

    life.tell(Told.aware(5, life.now()));

    assertThat(life.state()).isInstanceOf(AwaitingApproval.class);
    assertThat(life.wakeAt()).isEmpty();
    assertThat(life.capture()).isPresent();
  }

  @ParameterizedTest
  @EnumSource(names = {"DEFAULT", "ASSUME"})
  void openGatesAskForAPersonToo(Gate gate) {
    var life = Life.reconciled(spec().gate(gate).approval(true));
    var asked = life.state();

    life.tell(Told.unaware(1, life.now()), new ApprovalGiven());

    assertThat(asked).isInstanceOf(AwaitingApproval.class);
    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void triggerStandsBeforeAPersonIsAsked() {
    var life = Life.reconciled(spec().trigger(Bridge.UNTIL_PROVEN).approval(true));

    life.tell(new ApprovalGiven());
    var wanted = life.wanted();
    life.tell(new BridgeInstalled());
    var asked = life.state();
    life.tell(new ApprovalGiven());

    assertThat(wanted).containsExactly(new Effect.InstallBridge());
    assertThat(asked).isInstanceOf(AwaitingApproval.class);
    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void rowThatCanNotBeComputedIsLookedAtBeforeTheConstraints() {
    var life = Life.reconciled(spec().approval(true)).openGate();

    life.tell(Told.quarantined("7"), new ApprovalGiven());

    assertThat(life.state()).isInstanceOf(Reconciling.class);
  }

  @Test
  void approvalDuringAPauseHoldsAfterIt() {
    var life = Life.reconciled(spec().approval(true)).openGate();

    life.tell(new PauseAsked(), new ApprovalGiven(), new ResumeAsked());

    assertThat(life.state()).isEqualTo(new Constraining(0));
  }

  @Test
  void commandConcernsTheShardThatItNames() {
    var shard = Life.reconciled(spec().approval(true)).openGate().migration();

    assertThat(CommandEvents.of(new Command.Approve(Optional.empty()), List.of(shard)))
        .containsEntry(shard.id(), new ApprovalGiven());
    var other = new Command.Approve(Optional.of(new ShardId("shard-9")));
    assertThat(CommandEvents.of(other, List.of(shard))).isEmpty();
  }
}
