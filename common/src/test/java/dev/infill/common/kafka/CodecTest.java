package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.infill.common.message.Event;
import dev.infill.common.message.Event.RangesCut;
import dev.infill.common.message.Pace;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.spec.WritersSpec;
import dev.infill.common.spec.WritersSpec.Bridge;
import dev.infill.common.spec.WritersSpec.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class CodecTest {
  private static final Codec CODEC = Codec.forTypes(Light.class);

  sealed interface Light {
    record On(Optional<Key> by, Shade shade, Map<RangeId, Instant> since) implements Light {}

    record Off(Set<RangeId> ranges) implements Light {}
  }

  sealed interface Shade {
    record Warm(Duration fade) implements Shade {}
  }

  sealed interface Mistyped {
    record Made(String type) implements Mistyped {}
  }

  @Test
  void sealedTypesOfOthersAreReadBackThoughNested() {
    var codec = Codec.forTypes(Light.class, Shade.class);
    var on =
        new Light.On(
            Optional.of(Key.of("1", "a")),
            new Shade.Warm(Duration.ofMillis(1500)),
            Map.of(new RangeId(1, 2), Instant.parse("2026-01-02T03:04:05Z")));

    var json = codec.write(on);

    assertThat(json)
        .asString(UTF_8)
        .isEqualTo(
            """
            {"type":"On","by":["1","a"],"shade":{"type":"Warm","fade":"PT1.5S"},\
            "since":{"1.2":"2026-01-02T03:04:05Z"}}""");
    assertThat(codec.read(json, Light.class)).isEqualTo(on);
  }

  @Test
  void whatIsAbsentIsLeftOutAndReadAsEmpty() {
    var cut = new RangesCut(1, Optional.empty(), List.of(), true);

    var json = CODEC.write(cut);

    assertThat(json)
        .asString(UTF_8)
        .isEqualTo("{\"type\":\"RangesCut\",\"walk\":1,\"bounds\":[],\"end\":true}");
    assertThat(CODEC.read(json, Event.class)).isEqualTo(cut);
  }

  @Test
  void columnsThatAreKeptAreToldWhereThereAreAny() {
    var none = fill(List.of());
    var some = fill(List.of("updated_at"));

    assertThat(CODEC.write(none)).asString(UTF_8).doesNotContain("kept");
    assertThat(CODEC.write(some)).asString(UTF_8).endsWith("\"kept\":[\"updated_at\"]}");
    assertThat(CODEC.read(CODEC.write(none), ColumnFill.class)).isEqualTo(none);
    assertThat(CODEC.read(CODEC.write(some), ColumnFill.class)).isEqualTo(some);
  }

  private static ColumnFill fill(List<String> kept) {
    return new ColumnFill(
        new TableName("app", "users"),
        List.of(new KeyColumn("id", "bigint")),
        List.of(new FilledColumn("c", "int", "1", Sync.DERIVED)),
        List.of(),
        kept);
  }

  @Test
  void unknownPropertiesAreIgnored() {
    var json = "{\"type\":\"StepDone\",\"step\":\"notNull\",\"later\":{\"a\":[1]}}".getBytes(UTF_8);

    assertThat(CODEC.read(json, Event.class)).isEqualTo(new Event.StepDone("notNull"));
  }

  /** As a message lacks it that was stored before the flag was thought of. */
  @Test
  void flagThatIsAbsentIsOff() {
    var old =
        new String(
                CODEC.write(new WritersSpec(Gate.ASSUME, Duration.ZERO, 0, Bridge.KEEP, true)),
                UTF_8)
            .replace(",\"approval\":true", "");

    assertThat(CODEC.read(old.getBytes(UTF_8), WritersSpec.class))
        .isEqualTo(new WritersSpec(Gate.ASSUME, Duration.ZERO, 0, Bridge.KEEP, false));
    for (String wrong : List.of("null", "0", "\"true\"")) {
      var json = old.replace("}", ",\"approval\":" + wrong + "}").getBytes(UTF_8);
      assertThatExceptionOfType(UnreadableMessageException.class)
          .as(wrong)
          .isThrownBy(() -> CODEC.read(json, WritersSpec.class));
    }
  }

  @Test
  void errorNamesPlaceTypeAndPropertyButNoContent() {
    var json =
        "{\"type\":\"RangesCut\",\"walk\":\"sesame\",\"bounds\":[],\"end\":true}".getBytes(UTF_8);
    var record = new ConsumerRecord<>("infill.events", 3, 42L, "users/s0", json);

    assertThatExceptionOfType(UnreadableMessageException.class)
        .isThrownBy(() -> CODEC.read(record, Event.class))
        .withMessage("infill.events-3@42 is not a Event: something is wrong with its 'walk'")
        .withNoCause();
  }

  @Test
  void missingUnknownAndTornAreErrors() {
    for (var text :
        List.of(
            "{\"type\":\"StepDone\"}",
            "{\"type\":\"NeverHeardOf\"}",
            "{\"type\":\"StepDone\",\"st",
            "null",
            "",
            "{\"type\":\"StepDone\",\"step\":\"a\"} x")) {
      assertThatExceptionOfType(UnreadableMessageException.class)
          .as(text)
          .isThrownBy(() -> CODEC.read(text.getBytes(UTF_8), Event.class))
          .withNoCause();
    }
  }

  @Test
  void timesAreTexts() {
    var pace =
        new Pace(
            MigrationShard.parse("users/s-0"),
            4,
            Duration.ofMillis(200),
            "all is well",
            Instant.parse("2026-01-02T03:04:05.678Z"));

    var json = CODEC.write(pace);

    assertThat(json)
        .asString(UTF_8)
        .contains(
            "\"id\":\"users/s-0\"",
            "\"chunkTarget\":\"PT0.2S\"",
            "\"at\":\"2026-01-02T03:04:05.678Z\"");
    assertThat(CODEC.read(json, Pace.class)).isEqualTo(pace);
  }

  @Test
  void typesThatItCannotTellApartAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.forTypes(Mistyped.class));
    assertThatIllegalArgumentException().isThrownBy(() -> Codec.forTypes(String.class));
  }
}
