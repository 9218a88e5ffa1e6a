package dev.infill.coordinator.kafka;

import static dev.infill.coordinator.testing.Migrations.BEGUN;
import static dev.infill.coordinator.testing.Migrations.ID;
import static dev.infill.coordinator.testing.Migrations.PLAN;
import static dev.infill.coordinator.testing.Migrations.SPEC;
import static dev.infill.coordinator.testing.Migrations.after;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.common.kafka.Messages;
import dev.infill.common.message.Event.CaptureLost;
import dev.infill.common.message.Event.CapturePrepared;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Event.PlanAccepted;
import dev.infill.common.message.Event.RollbackAsked;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TurnGiven;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.coordinator.lifecycle.Decider;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.testing.FakeSchemaStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaptureRecordsTest {
  private final CaptureRecords records =
      new CaptureRecords(
          new FakeSchemaStore(),
          new Messages(
              new KafkaSettings("none:1", "infill", Map.of()),
              StateCodec.create(),
              "test",
              InstantSource.fixed(BEGUN)));

  @Test
  void aCaptureThatEndsTakesItsPositionAlong() {
    var capturing = capturing(Engine.MYSQL);

    assertThat(tombstones(capturing, after(capturing, new RollbackAsked())))
        .containsExactly("infill.captures", "infill.positions");
    assertThat(tombstones(capturing, after(capturing, new CaptureLost("purged"))))
        .containsExactly("infill.captures", "infill.positions");
  }

  @Test
  void whereTheServerKeepsThePositionNoneIsTakenAway() {
    var capturing = capturing(Engine.POSTGRESQL);

    assertThat(tombstones(capturing, after(capturing, new RollbackAsked())))
        .containsExactly("infill.captures");
  }

  @Test
  void aCaptureThatBeginsTakesNothingAway() {
    var capturing = capturing(Engine.MYSQL);

    assertThat(records.change(Optional.empty(), capturing))
        .singleElement()
        .satisfies(record -> assertThat(record.value()).isNotNull());
  }

  private List<String> tombstones(ShardMigration before, ShardMigration after) {
    var changed = records.change(Optional.of(before), after);
    assertThat(changed)
        .allSatisfy(record -> assertThat(record.key()).isEqualTo(ID.toString()))
        .allSatisfy(record -> assertThat(record.value()).isNull());
    return changed.stream().map(record -> record.topic()).toList();
  }

  private static ShardMigration capturing(Engine engine) {
    var shard =
        new ShardAddress(ID.shard(), engine, "jdbc:%s://db/app".formatted(engine), "u", "${env:P}");
    var planned =
        Decider.decide(
                Optional.empty(), new Recorded("e", ID, BEGUN, "test", new Submitted(SPEC, shard)))
            .orElseThrow()
            .after();
    var begun = after(after(planned, new PlanAccepted(PLAN)), new TurnGiven(0));
    return after(after(begun, new ColumnAdded()), new CapturePrepared());
  }
}
