package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.OwnWrites;
import dev.infill.coordinator.lifecycle.Effect.Cut;
import dev.infill.coordinator.lifecycle.Effect.EmitBarrier;
import dev.infill.coordinator.lifecycle.ShardState.Backfilling;
import dev.infill.coordinator.lifecycle.ShardState.Capturing;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No range is cut before changes are seen to be captured and dual-written. */
class CapturingTest {
  @Test
  void preparedCaptureRunsAndIsProvenByABarrier() {
    var life = Life.capturing(spec());

    life.tell(new CapturePrepared());

    assertThat(life.capture())
        .contains(
            new Capture(
                Life.ID, Life.SHARD, Life.PLAN.fill(), "slot", "publication", OwnWrites.FILTERED));
    assertThat(life.wanted()).containsExactly(new EmitBarrier(life.barrier()));
    assertThat(life.state()).isInstanceOf(Capturing.class);
  }

  @Test
  void repeatedCapturePreparedChangesNothing() {
    var life = Life.prepared(spec());
    life.tell(Told.passed(life.barrier(), 1));
    var before = life.migration();

    life.tell(new CapturePrepared());

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void barrierThatOnePartitionHasNotPassedIsWaitedFor() {
    var life = Life.prepared(spec());
    String barrier = life.barrier();

    life.tell(Told.passed(barrier, 1), Told.passed(barrier, 1));

    assertThat(life.state()).isInstanceOf(Capturing.class);
    assertThat(life.wanted()).containsExactly(new EmitBarrier(barrier));
  }

  @Test
  void barrierThatAllPartitionsPassedBeginsTheFill() {
    var life = Life.prepared(spec());

    life.passBarrier();

    assertThat(life.state()).isEqualTo(new Backfilling(Walk.begin(1)));
    assertThat(life.wanted()).containsExactly(new Cut(1, Optional.empty(), 4));
  }

  @Test
  void otherBarriersAreLate() {
    var life = Life.prepared(spec());
    var before = life.migration();

    life.tell(Told.passed("another", 0), Told.passed("another", 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void barrierIsNotPassedBeforeThereIsACapture() {
    var life = Life.capturing(spec());
    var before = life.migration();
    String barrier = ((Capturing) life.state()).barrier().id();

    life.tell(Told.passed(barrier, 0), Told.passed(barrier, 1));

    assertThat(life.migration()).isEqualTo(before);
  }

  @Test
  void lateCapturePreparedChangesNothing() {
    var life = Life.backfilling(spec());
    var before = life.migration();

    life.tell(new CapturePrepared());

    assertThat(life.migration()).isEqualTo(before);
  }
}
