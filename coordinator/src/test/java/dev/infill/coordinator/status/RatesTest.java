package dev.infill.coordinator.status;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.after;
import static dev.infill.coordinator.testing.Migrations.backfilling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.model.RangeId;
import dev.infill.coordinator.lifecycle.ShardMigration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RatesTest {
  private final Rates rates = new Rates();

  @Test
  void nothingIsKnownBeforeTheSecondState() {
    rates.add(backfilling(), BEGUN);

    assertThat(rates.rowsPerSecond(ID, BEGUN)).isZero();
  }

  @Test
  void rowsOfTheLastSecondsAreCounted() {
    rates.add(backfilling(), BEGUN);
    rates.add(filled(3_000), BEGUN.plusSeconds(2));

    assertThat(rates.rowsPerSecond(ID, BEGUN.plusSeconds(2))).isEqualTo(1_500);
  }

  @Test
  void standstillFadesToZero() {
    rates.add(backfilling(), BEGUN);
    rates.add(filled(3_000), BEGUN.plusSeconds(2));

    assertThat(rates.rowsPerSecond(ID, BEGUN.plusSeconds(60))).isZero();
  }

  private static ShardMigration filled(long rows) {
    var cut = after(backfilling(), new RangesCut(1, Optional.empty(), List.of(), true));
    return after(cut, new ChunkFilled(new RangeId(1, 1), 1, Optional.empty(), rows, rows, 0, 10));
  }
}
