package dev.infill.deploy.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.infill.common.message.Event;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.ColumnAdded;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.Key;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventTextTest {
  private static final ChunkFilled CHUNK =
      new ChunkFilled(new RangeId(1, 2), 1, Optional.of(Key.of("9")), 500, 400, 3, 87);

  private final EventText text = new EventText();

  @Test
  void lineTellsTheFigures() {
    assertThat(text.line(recorded(CHUNK)))
        .startsWith("2026-01-01T00:00:00Z  users/shard-0")
        .contains("ChunkFilled")
        .contains("rows=500 filled=400 skipped=3 elapsedMillis=87");
  }

  @Test
  void jsonHasWhatTheHeadersSay() throws Exception {
    var json = JsonMapper.builder().build().readTree(text.json(recorded(CHUNK)));

    assertThat(json.path("id").asText()).isEqualTo("e-1");
    assertThat(json.path("type").asText()).isEqualTo("ChunkFilled");
    assertThat(json.at("/data/filled").asInt()).isEqualTo(400);
  }

  @Test
  void filterTakesWhatWasAskedFor() {
    var filter =
        new EventFilter(
            Optional.of(new MigrationId("users")),
            Optional.of("shard-0"),
            EventFilter.kinds(List.of("chunkfilled", "no-such-kind")));

    assertThat(filter.kinds()).isEqualTo(Set.of("ChunkFilled"));
    assertThat(filter.takes(recorded(CHUNK))).isTrue();
    assertThat(filter.takes(recorded(new ColumnAdded()))).isFalse();
    assertThat(
            new EventFilter(Optional.empty(), Optional.of("shard-1"), Set.of())
                .takes(recorded(CHUNK)))
        .isFalse();
  }

  private static Recorded recorded(Event event) {
    return new Recorded(
        "e-1",
        MigrationShard.parse("users/shard-0"),
        Instant.parse("2026-01-01T00:00:00Z"),
        "worker/w-1",
        event);
  }
}
