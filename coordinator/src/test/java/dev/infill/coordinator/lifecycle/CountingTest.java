package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.Tally.Changes;
import dev.infill.coordinator.lifecycle.Tally.Fill;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the report tells. */
class CountingTest {
  @Test
  void chunksAndRangesOfThisSendingAreCounted() {
    var life = Life.backfilling(spec());

    life.tell(Told.chunk("1.1", 1, 7), Told.chunk("1.1", 1, 3));
    life.tell(new RangeFilled(new RangeId(1, 1), 1, "w-1", 20, 10, 2, 2, 50));

    assertThat(life.tally().fill()).isEqualTo(new Fill(20, 10, 2, 2, 1));
  }

  @Test
  void chunksOfAnotherSendingOrOfNoRangeAreNot() {
    var life = Life.backfilling(spec()).tell(Told.returned("1.1", 1));

    life.tell(Told.chunk("1.1", 1, 7), Told.chunk("1.3", 1, 7), Told.chunk("9.1", 1, 7));

    assertThat(life.tally().fill()).isEqualTo(new Fill(0, 0, 0, 0, 0));
  }

  @Test
  void changesAreCountedInEveryStateThatHasACapture() {
    var life = Life.backfilling(spec());

    life.tell(Told.unaware(3, life.now()), Told.aware(4, life.now()));

    assertThat(life.tally().changes()).isEqualTo(new Changes(7, 2, 3, 1, 5, 0));
    assertThat(life.tally().changes().byApplication()).isEqualTo(4);
  }

  @Test
  void countsOfTheCheckBeginAnewWithEachWalkAndThoseOfTheFillDoNot() {
    var life = Life.backfilling(spec()).tell(Told.chunk("1.1", 1, 7));
    life.tell(Told.filled("1.1", 1), Told.filled("1.2", 1), Told.filled("1.3", 1));
    life.tell(Told.cut(2, Optional.empty(), true, "10"), Told.checked("2.1", 1));

    life.tell(Told.muchDiffers("2.2", 1, true), Told.cut(3, Optional.empty(), true));
    life.tell(Told.filled("3.1", 1));

    assertThat(life.tally().check()).isEqualTo(Tally.Check.NOTHING);
    assertThat(life.tally().fill()).isEqualTo(new Fill(10, 7, 0, 1, 4));
  }
}
