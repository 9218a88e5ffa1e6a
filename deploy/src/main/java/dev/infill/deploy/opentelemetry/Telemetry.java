package dev.infill.deploy.opentelemetry;

import dev.infill.common.observe.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Sends traces where OpenTelemetry's own environment variables say, and without {@code
 * OTEL_EXPORTER_OTLP_ENDPOINT} none: then nothing is started. A receiver that is down or slow costs
 * spans and nothing else: they are queued, and dropped where the queue is full.
 */
public final class Telemetry implements AutoCloseable {
  private static final String PREFIX = "OTEL_";

  /** The endpoint of all that is sent, and the one that traces may have of their own. */
  private static final List<String> ENDPOINTS =
      List.of("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");

  private static final List<String> PROTOCOLS =
      List.of("OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL");

  /** The one protocol that is spoken; gRPC would bring another HTTP client along. */
  private static final String PROTOCOL = "http/protobuf";

  /** How long what is queued is waited for at the end, so that a receiver that is down is not. */
  private static final Duration LAST = Duration.ofSeconds(2);

  private final Optional<OpenTelemetrySdk> sdk;
  private final Traces traces;

  private Telemetry(Optional<OpenTelemetrySdk> sdk) {
    this.sdk = sdk;
    this.traces =
        sdk.<Traces>map(s -> new OpenTelemetryTraces(s.getTracerProvider(), InstantSource.system()))
            .orElse(Traces.NONE);
  }

  /**
   * @param service what the kind of process is called, unless the environment says otherwise
   * @param name of this process among them, unless the environment says otherwise
   * @throws IllegalArgumentException when the variables can't be used; tells no value of them that
   *     may be secret
   */
  public static Telemetry of(Map<String, String> environment, String service, String name) {
    List<String> endpoints = ENDPOINTS.stream().filter(e -> isSet(environment, e)).toList();
    if (endpoints.isEmpty()) {
      return new Telemetry(Optional.empty());
    }
    endpoints.forEach(variable -> checkEndpoint(variable, environment.get(variable)));
    PROTOCOLS.stream()
        .filter(variable -> isSet(environment, variable))
        .forEach(variable -> checkProtocol(variable, environment.get(variable)));
    try {
      return new Telemetry(Optional.of(configured(environment, service, name)));
    } catch (ConfigurationException | IllegalArgumentException e) {
      throw new IllegalArgumentException(refusal(environment, String.valueOf(e.getMessage())));
    }
  }

  /** To be given to what is traced. */
  public Traces traces() {
    return traces;
  }

  /** Sends what was not sent yet, for two seconds at most. */
  @Override
  public void close() {
    sdk.ifPresent(s -> s.shutdown().join(LAST.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Names the variables that a message is about; the message itself may quote a secret. */
  private static String refusal(Map<String, String> environment, String message) {
    String named =
        environment.keySet().stream()
            .filter(variable -> variable.startsWith(PREFIX) && message.contains(property(variable)))
            .sorted()
            .collect(Collectors.joining(", "));
    return "OpenTelemetry can't use "
        + (named.isEmpty() ? "what the variables OTEL_... say" : "the value of " + named)
        + ". Look at its documentation for what it takes.";
  }

  /** {@code OTEL_SERVICE_NAME} is {@code otel.service.name}. */
  private static String property(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static boolean isSet(Map<String, String> environment, String variable) {
    return !environment.getOrDefault(variable, "").isBlank();
  }

  private static void checkEndpoint(String variable, String endpoint) {
    try {
      var uri = new URI(endpoint.strip());
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return;
      }
    } catch (URISyntaxException e) {
      // Said below; the text may hold a password.
    }
    throw new IllegalArgumentException(
        variable + " must be an http or https URL with a host, such as http://collector:4318.");
  }

  private static void checkProtocol(String variable, String protocol) {
    if (!protocol.strip().equals(PROTOCOL)) {
      throw new IllegalArgumentException(
          "%s must be %s, mostly at port 4318: %s".formatted(variable, PROTOCOL, protocol));
    }
  }

  private static OpenTelemetrySdk configured(
      Map<String, String> environment, String service, String name) {
    var resource =
        Resource.create(
            Attributes.of(
                AttributeKey.stringKey("service.name"), service,
                AttributeKey.stringKey("service.instance.id"), name));
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesCustomizer(config -> properties(environment, service))
        .addResourceCustomizer((said, config) -> resource.merge(said))
        .disableShutdownHook()
        .build()
        .getOpenTelemetrySdk();
  }

  private static Map<String, String> properties(Map<String, String> environment, String service) {
    var properties = new HashMap<String, String>();
    properties.put("otel.service.name", service);
    properties.put("otel.exporter.otlp.protocol", PROTOCOL);
    environment.forEach(
        (variable, value) -> {
          if (variable.startsWith(PREFIX) && !value.isBlank()) {
            properties.put(property(variable), value.strip());
          }
        });
    // Metrics are asked for at /metrics, and logs are taken from where a process writes them.
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    return properties;
  }
}
