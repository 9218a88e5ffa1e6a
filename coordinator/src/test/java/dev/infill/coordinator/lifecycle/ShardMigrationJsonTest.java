package dev.infill.coordinator.lifecycle;

import static dev.infill.coordinator.lifecycle.SpecBuilder.spec;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.infill.common.kafka.Codec;
import java.io.IOException;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The state survives its way through Kafka. */
class ShardMigrationJsonTest {
  private static final Codec CODEC = Codec.forTypes(ShardState.class);

  @ParameterizedTest
  @EnumSource
  void everyStateIsReadBackAsItWas(Phase phase) {
    var before = phase.life().migration();

    var json = CODEC.write(before);

    assertThat(CODEC.read(json, ShardMigration.class)).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void eventsGoOnAfterATakeoverAsTheyWouldHave(Phase phase) {
    for (var event : EveryEvent.of(phase.life())) {
      var life = phase.life();
      var takenOver = phase.life().takeOver(CODEC);

      assertThat(takenOver.tell(event).migration()).isEqualTo(life.tell(event).migration());
      assertThat(takenOver.tasks()).isEqualTo(life.tasks());
    }
  }

  @Test
  void stateWithAllTheSuspectsItMayHoldFitsIntoOneRecord() {
    var life = Life.uncutCheck(spec().rangesInFlight(64));
    String[] bounds = Collections.nCopies(64, "b").toArray(String[]::new);
    life.tell(Told.cut(2, Optional.empty(), false, bounds));

    for (int range = 1; range <= 64; range++) {
      life.tell(Told.muchDiffers("2." + range, 1, false));
    }

    // Told's keys are short; a UUID has 36 characters, and Kafka takes a million.
    assertThat(CODEC.write(life.migration()).length).isLessThan(100_000);
  }

  @Test
  void jsonIsAsPublished() throws IOException {
    var life = Life.suspecting(spec()).tell(Told.quarantined("2"), Told.unaware(1, Life.START));
    life.tell(Told.passed(life.barrier(), 1), Told.passed(life.barrier(), 0));
    life.tell(Told.repaired("2.1", 1, 1, "2"));

    var json = CODEC.write(life.migration());

    assertThat(pretty(json)).isEqualTo(pretty(golden()));
  }

  @Test
  void publishedJsonIsRead() throws IOException {
    var read = CODEC.read(golden(), ShardMigration.class);

    assertThat(pretty(CODEC.write(read))).isEqualTo(pretty(golden()));
  }

  /** As the first version stored the states; its files are never changed. */
  @ParameterizedTest
  @EnumSource
  void stateThatTheFirstVersionStoredGoesOnAsItWould(Phase phase) throws IOException {
    var read = CODEC.read(json("released/0.1/" + name(phase) + ".json"), ShardMigration.class);

    assertThat(read.state().phase()).isEqualTo(phase.life().state().phase());
    assertThat(Effects.wanted(read)).isEqualTo(phase.life().wanted());
    assertThat(Effects.wakeAt(read)).isEqualTo(Effects.wakeAt(phase.life().migration()));
    assertThat(CODEC.read(CODEC.write(read), ShardMigration.class)).isEqualTo(read);
  }

  private static String name(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  private static String pretty(byte[] json) throws IOException {
    return new ObjectMapper().readTree(json).toPrettyString();
  }

  private static byte[] golden() throws IOException {
    return json("shard-migration.json");
  }

  private static byte[] json(String name) throws IOException {
    try (var in = ShardMigrationJsonTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }
}
