package dev.infill.coordinator.status;

import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static dev.infill.coordinator.testing.Migrations.planned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.model.Key;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.status.KeyMap.Cell;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The plan expects 10,000 rows, and ranges of 1,000: ten ranges. */
class KeyMapsTest {
  @Test
  void rangesThatAreNotCutYetAreExpectedByTheRows() {
    var map = KeyMaps.of(cut(backfilling(), 3, false), 10);

    assertThat(map.what()).isEqualTo("fill");
    assertThat(map.ranges()).isEqualTo(10);
    assertThat(map.cut()).isEqualTo(3);
    assertThat(map.cells()).hasSize(10);
    assertThat(map.cells().get(9)).isEqualTo(new Cell(0, 0, 0, false));
  }

  @Test
  void rangeThatIsFilledIsDoneInItsPlace() {
    var before = cut(backfilling(), 3, false);

    var map = KeyMaps.of(filled(before, 2), 10);

    assertThat(map.done()).isEqualTo(1);
    assertThat(map.cells().get(0).done()).isZero();
    assertThat(map.cells().get(0).out()).isEqualTo(1);
    assertThat(map.cells().get(1)).isEqualTo(new Cell(1, 0, 0, false));
  }

  @Test
  void fewCellsHoldManyRangesInShares() {
    var m = filled(cut(backfilling(), 4, false), 1);

    var map = KeyMaps.of(m, 2);

    assertThat(map.cells()).hasSize(2);
    Cell first = map.cells().get(0);
    assertThat(first.done()).isEqualTo(0.2);
    assertThat(first.out() + first.ready()).isCloseTo(0.6, within(0.001));
    assertThat(map.cells().get(1)).isEqualTo(new Cell(0, 0, 0, false));
  }

  @Test
  void moreRangesThanExpectedStretchTheMap() {
    var map = KeyMaps.of(cut(backfilling(), 25, false), KeyMaps.MOST_CELLS);

    assertThat(map.ranges()).isEqualTo(25);
    assertThat(map.cells()).hasSize(25);
  }

  @Test
  void lastRangeMakesTheNumberCertain() {
    var map = KeyMaps.of(cut(backfilling(), 3, true), 10);

    assertThat(map.ranges()).isEqualTo(4);
    assertThat(map.cells()).hasSize(4);
  }

  @Test
  void withoutAWalkThereIsNothingToDraw() {
    assertThat(KeyMaps.of(planned(), 10).cells()).isEmpty();
  }

  @Test
  void mapIsBounded() {
    assertThatThrownBy(() -> KeyMaps.of(planned(), KeyMaps.MOST_CELLS + 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ShardMigration cut(ShardMigration m, int ranges, boolean end) {
    var bounds =
        IntStream.rangeClosed(1, ranges).mapToObj(i -> new Key(List.of("" + 1_000 * i))).toList();
    return after(m, new RangesCut(1, Optional.empty(), bounds, end));
  }

  private static ShardMigration filled(ShardMigration m, int range) {
    return after(m, new RangeFilled(new RangeId(1, range), 1, "worker", 1_000, 1_000, 0, 2, 50));
  }
}
