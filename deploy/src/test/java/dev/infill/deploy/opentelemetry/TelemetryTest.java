package dev.infill.deploy.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.infill.common.model.MigrationShard;
import dev.infill.common.observe.Span;
import dev.infill.common.observe.Traces;
import dev.infill.deploy.testing.OtlpReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class TelemetryTest {
  private static final MigrationShard ID = MigrationShard.parse("m/s");

  @Test
  void nothingIsTracedAndNothingStartedWithoutAnEndpoint() {
    var before = Thread.getAllStackTraces().keySet();

    try (var telemetry = Telemetry.of(Map.of("OTEL_SERVICE_NAME", "x"), "infill-worker", "w")) {
      assertThat(telemetry.traces()).isSameAs(Traces.NONE);
      assertThat(telemetry.traces().taking(ID, "Cut", "cut")).isSameAs(Span.NONE);
      assertThat(Thread.getAllStackTraces().keySet())
          .filteredOn(thread -> !before.contains(thread))
          .noneMatch(thread -> thread.getName().contains("BatchSpanProcessor"));
    }
  }

  @Test
  void spansAreSentToTheEndpointWhenTheProcessEnds() throws Exception {
    try (var receiver = OtlpReceiver.start()) {
      try (var telemetry = Telemetry.of(receiver.environment(), "infill-worker", "w-1")) {
        telemetry.traces().taking(ID, "Cut", "cut").close();
      }

      assertThat(receiver.spans())
          .singleElement()
          .satisfies(
              span -> {
                assertThat(span.service()).isEqualTo("infill-worker");
                assertThat(span.name()).isEqualTo("step Cut");
              });
      assertThat(receiver.text()).contains("service.instance.id").contains("w-1");
    }
  }

  @Test
  void traceThatIsNotSampledIsCarriedOnAndNotSent() throws Exception {
    try (var receiver = OtlpReceiver.start()) {
      var environment = new HashMap<>(receiver.environment());
      environment.put("OTEL_TRACES_SAMPLER", "parentbased_traceidratio");
      environment.put("OTEL_TRACES_SAMPLER_ARG", "0");
      try (var telemetry = Telemetry.of(environment, "infill-worker", "w-1");
          var span = telemetry.traces().taking(ID, "Cut", "cut")) {
        assertThat(span.place().orElseThrow().flags()).isIn("00", "02");
      }

      assertThat(receiver.spans()).isEmpty();
    }
  }

  /** With a queue of 20 spans, whoever waited for room in it would wait for ever. */
  @Test
  void receiverThatNeverAnswersHoldsNobodyUp() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var telemetry =
            Telemetry.of(
                Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    "http://127.0.0.1:" + silent.getLocalPort(),
                    "OTEL_BSP_MAX_QUEUE_SIZE",
                    "20",
                    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
                    "10"),
                "infill-worker",
                "w-1")) {
      for (int i = 0; i < 10_000; i++) {
        telemetry.traces().taking(ID, "Cut", "cut").close();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OTEL_EXPORTER_OTLP_ENDPOINT | collector:4318 | OTEL_EXPORTER_OTLP_ENDPOINT must be",
        "OTEL_EXPORTER_OTLP_ENDPOINT | http://s3cret@ | OTEL_EXPORTER_OTLP_ENDPOINT must be",
        "OTEL_EXPORTER_OTLP_PROTOCOL | grpc | OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf",
        "OTEL_EXPORTER_OTLP_HEADERS | s3cret | the value of OTEL_EXPORTER_OTLP_HEADERS",
        "OTEL_TRACES_SAMPLER | s3cret | the value of OTEL_TRACES_SAMPLER",
      })
  void whatCannotBeUsedIsRefusedAndNotShown(String variable, String value, String told) {
    var environment = new HashMap<>(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"));
    environment.put(variable, value);

    assertThatThrownBy(() -> Telemetry.of(environment, "infill-worker", "w-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told)
        .message()
        .doesNotContain("s3cret");
  }
}
