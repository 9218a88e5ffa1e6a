package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event.PaceChanged;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TuningTest {
  private static final Tuning MORE = new Tuning(Optional.of(3), Optional.of(Duration.ofMillis(50)));
  private static final Tuning LESS = new Tuning(Optional.of(1), Optional.empty());

  @Test
  void moreRangesGoOutOnceThePaceAllowsThem() {
    var life = Life.backfilling(spec()).tell(new TuneAsked(MORE));
    assertThat(life.sent()).isEmpty();

    life.tell(new PaceChanged(3, "at the limit"));

    assertThat(life.sent()).containsExactly("1.3 1");
    assertThat(life.tasks().getFirst().limits().target()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void fewerRangesHoldWhateverThePaceAllows() {
    var life = Life.backfilling(spec()).tell(new TuneAsked(LESS), Told.filled("1.1", 1));

    assertThat(life.tasks()).isEmpty();
    assertThat(life.tell(Told.filled("1.2", 1)).sent()).containsExactly("1.3 1");
  }

  @Test
  void releaseBringsTheSpecsLimitsBack() {
    var life = Life.backfilling(spec()).tell(new TuneAsked(LESS), Told.filled("1.1", 1));

    life.tell(new TuneAsked(Tuning.RELEASED));

    assertThat(life.sent()).containsExactly("1.3 1");
    assertThat(life.migration().tuned()).isEmpty();
  }

  @Test
  void anotherCoordinatorAndAPauseKeepWhatWasSet() {
    var life = Life.backfilling(spec()).tell(new PauseAsked(), new TuneAsked(LESS));

    life.takeOver(Codec.forTypes(ShardState.class));

    assertThat(life.migration().tuned()).contains(LESS);
  }

  @Test
  void commandConcernsTheShardThatItNamesOrAll() {
    var shard = Life.backfilling(spec()).migration();
    var other = new Command.Tune(Optional.of(new ShardId("shard-9")), LESS);

    assertThat(CommandEvents.of(other, List.of(shard))).isEmpty();
    assertThat(CommandEvents.of(new Command.Tune(Optional.empty(), LESS), List.of(shard)))
        .containsEntry(shard.id(), new TuneAsked(LESS));
  }
}
