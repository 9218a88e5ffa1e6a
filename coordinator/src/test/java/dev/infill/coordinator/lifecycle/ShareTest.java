package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.MigrationShard;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShareTest {
  private static final ShardMigration FIRST = filling("first", 5, 4);

  @Test
  void greaterPriorityTakesWhatItMayAndTheOtherTheRest() {
    var urgent = filling("urgent", 9, 4);

    assertThat(share(urgent, FIRST, urgent)).isEqualTo(4);
    assertThat(share(FIRST, FIRST, urgent)).isEqualTo(2);
  }

  @Test
  void equalsShareAndWhoCameFirstHasTheOddOne() {
    var second = filling("second", 5, 4);
    var third = filling("third", 5, 1);

    assertThat(share(FIRST, FIRST, second, third)).isEqualTo(3);
    assertThat(share(second, FIRST, second, third)).isEqualTo(2);
    assertThat(share(third, FIRST, second, third)).isEqualTo(1);
  }

  @Test
  void nothingIsLeftForTheLeastWhereTheOthersTakeAll() {
    var a = filling("a", 9, 4);
    var b = filling("b", 9, 4);

    var share = Share.of(FIRST, List.of(FIRST, a, b), Life.START).orElseThrow();

    assertThat(share)
        .isEqualTo(
            new Share(0, "has 0 of the shard's 6 ranges, beside a of priority 9, b of priority 9"));
  }

  @Test
  void whoDoesNotWorkTakesNothing() {
    var paused = filling("paused", 9, 4);
    var stopped =
        Decider.decide(
                Optional.of(paused),
                new Recorded("e", paused.id(), Life.START, "test", new PauseAsked()))
            .orElseThrow()
            .after();

    assertThat(share(FIRST, FIRST, stopped)).isEqualTo(4);
  }

  @Test
  void shardWithoutALimitIsNotShared() {
    var alone = Life.backfilling(spec()).migration();

    assertThat(Share.of(alone, List.of(alone), Life.START)).isEmpty();
  }

  private static int share(ShardMigration of, ShardMigration... all) {
    return Share.of(of, List.of(all), Life.START).orElseThrow().ranges();
  }

  private static ShardMigration filling(String name, int priority, int ranges) {
    var migration =
        spec().name(name).rangesInFlight(ranges).priority(priority).sharedRanges(6).build();
    var id = new MigrationShard(migration.name(), Life.SHARD.id());
    var fleet = new ToyFleet().submit(id, new Submitted(migration, Life.SHARD));
    while (!Effects.works(fleet.shard(id.toString()))) {
      fleet.step(fleet.shard(id.toString()));
    }
    return fleet.shard(id.toString());
  }
}
