package dev.infill.deploy.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.message.ChunkLimits;
import dev.infill.common.message.Event.ChunkFilled;
import dev.infill.common.message.Event.RangeFilled;
import dev.infill.common.message.Event.TaskFailed;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Recorded;
import dev.infill.common.message.Task.FillRange;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Engine;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.RangeId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OpenTelemetryTracesTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String SECRET = "s3cret";
  private static final MigrationShard ID = MigrationShard.parse("users-email/shard-0");
  private static final RangeId RANGE = new RangeId(1, 7);

  private static final FillRange TASK =
      new FillRange(
          ID,
          RANGE,
          2,
          new KeyRange(Optional.empty(), Optional.of(Key.of(SECRET))),
          new ShardAddress(
              new ShardId("shard-0"),
              Engine.POSTGRESQL,
              "jdbc:postgresql://" + SECRET + "/app",
              "infill",
              "${env:S3CRET}"),
          ColumnFill.of(
              new TableName("public", "users"),
              List.of(new KeyColumn("id", "bigint")),
              "c",
              "text",
              "lower('" + SECRET + "')",
              Sync.DERIVED),
          new ChunkLimits(1, 1000, Duration.ofMillis(100), Duration.ofSeconds(1)));

  private static final ChunkFilled CHUNK =
      new ChunkFilled(RANGE, 2, Optional.of(Key.of(SECRET)), 100, 90, 1, 250);
  private static final RangeFilled FILLED = new RangeFilled(RANGE, 2, "w-1", 100, 90, 1, 1, 300);

  private final InMemorySpanExporter exported = InMemorySpanExporter.create();
  private final Traces traces =
      new OpenTelemetryTraces(
          SdkTracerProvider.builder()
              .addSpanProcessor(SimpleSpanProcessor.create(exported))
              .build(),
          InstantSource.fixed(NOW));

  @Test
  void tasksTraceGoesFromItsSendingOverItsRunToTheDecision() {
    var sending = traces.sending(TASK, Span.NONE);
    var running = traces.running(TASK, sending.place());
    running.told(CHUNK);
    running.told(FILLED);
    var deciding =
        traces.deciding(new Recorded("e", ID, NOW, "worker/w-1", FILLED), running.place());
    List.of(deciding, running, sending).forEach(Span::close);

    SpanData sent = named("send FillRange");
    SpanData run = named("run FillRange");
    assertThat(sent.getParentSpanContext().isValid()).isFalse();
    assertThat(run.getParentSpanId()).isEqualTo(sent.getSpanId());
    assertThat(named("chunk").getParentSpanId()).isEqualTo(run.getSpanId());
    assertThat(named("decide RangeFilled").getParentSpanId()).isEqualTo(run.getSpanId());
    assertThat(exported.getFinishedSpanItems())
        .hasSize(4)
        .allSatisfy(span -> assertThat(span.getTraceId()).isEqualTo(sent.getTraceId()));
    assertThat(named("chunk").getEndEpochNanos() - named("chunk").getStartEpochNanos())
        .isEqualTo(Duration.ofMillis(250).toNanos());
  }

  @Test
  void spanTellsWhatWasDoneAndNoKeyNorSqlNorUrl() {
    var running = traces.running(TASK, Optional.empty());
    running.told(CHUNK);
    running.told(FILLED);
    running.close();

    assertThat(attribute("infill.migration")).isEqualTo("users-email");
    assertThat(attribute("infill.shard")).isEqualTo("shard-0");
    assertThat(attribute("infill.task")).isEqualTo("FillRange");
    assertThat(attribute("infill.range")).isEqualTo("1.7");
    assertThat(attribute("infill.outcome")).isEqualTo("RangeFilled");
    assertThat(named("run FillRange").getAttributes().get(AttributeKey.longKey("infill.attempt")))
        .isEqualTo(2);
    assertThat(exported.getFinishedSpanItems().toString().toLowerCase(Locale.ROOT))
        .doesNotContain(SECRET)
        .doesNotContain("jdbc")
        .doesNotContain("lower");
  }

  @Test
  void nextTaskBeginsATraceOfItsOwnLinkedToTheDecision() {
    var first = traces.sending(TASK, Span.NONE);
    var deciding = traces.deciding(new Recorded("e", ID, NOW, "worker/w-1", FILLED), first.place());
    var next = traces.sending(TASK, deciding);

    next.close();

    SpanData sent = named("send FillRange");
    assertThat(sent.getTraceId()).isNotEqualTo(first.place().orElseThrow().traceId());
    assertThat(sent.getLinks())
        .singleElement()
        .satisfies(
            link ->
                assertThat(link.getSpanContext().getSpanId())
                    .isEqualTo(deciding.place().orElseThrow().spanId()));
  }

  @Test
  void failedTaskIsAnErrorWithItsCodeAndWithoutItsReason() {
    var running = traces.running(TASK, Optional.empty());
    running.told(
        new TaskFailed(RANGE, 2, FailureKind.PERMANENT, "22P02", "invalid input: " + SECRET));
    running.close();

    SpanData run = named("run FillRange");
    assertThat(run.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(run.getStatus().getDescription()).isEqualTo("22P02");
    assertThat(attribute("error.type")).isEqualTo("22P02");
    assertThat(run.toString()).doesNotContain(SECRET);
  }

  @Test
  void eventThatCarriesNoTraceBeginsNone() {
    var deciding =
        traces.deciding(new Recorded("e", ID, NOW, "worker/w-1", FILLED), Optional.empty());
    deciding.close();

    assertThat(deciding.place()).isEmpty();
    assertThat(exported.getFinishedSpanItems()).isEmpty();
  }

  private SpanData named(String name) {
    return exported.getFinishedSpanItems().stream()
        .filter(span -> span.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private String attribute(String key) {
    return named("run FillRange").getAttributes().get(AttributeKey.stringKey(key));
  }
}
