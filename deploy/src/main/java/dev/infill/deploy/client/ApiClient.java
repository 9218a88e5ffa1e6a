package dev.infill.deploy.client;

import dev.infill.common.kafka.Codec;
import dev.infill.common.kafka.UnreadableMessageException;
import dev.infill.common.message.Tuning;
import dev.infill.coordinator.http.Problem;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.WorkerStatus;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The coordinator's HTTP API. Any thread may ask. */
public final class ApiClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Codec codec = Codec.ofMessages();
  private final URI base;
  private final String token;

  /**
   * @param base such as {@code http://127.0.0.1:8484}
   * @param token the bearer token; empty for none
   */
  public ApiClient(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /** A file, by the name that the operator gave it. */
  public record NamedText(String name, String text) {}

  private record Submission(String spec, String fleet, String specFile, String fleetFile) {}

  private record Migrations(List<MigrationStatus> migrations, Optional<String> next) {}

  private record Workers(List<WorkerStatus> workers) {}

  /** Begins a migration once all its shards were looked at; the same one again is no error. */
  public void submit(NamedText spec, NamedText fleet) throws ApiException, InterruptedException {
    var body = new Submission(spec.text(), fleet.text(), spec.name(), fleet.name());
    send(request("/v1/migrations").POST(BodyPublishers.ofByteArray(codec.write(body))));
  }

  public List<MigrationStatus> migrations() throws ApiException, InterruptedException {
    var all = new ArrayList<MigrationStatus>();
    Optional<String> after = Optional.empty();
    do {
      String query = after.map(name -> "?after=" + encoded(name)).orElse("");
      var page = read(send(request("/v1/migrations" + query).GET()), Migrations.class);
      all.addAll(page.migrations());
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  /** A migration by its name; empty when there is none of it. */
  public Optional<MigrationStatus> migration(String name)
      throws ApiException, InterruptedException {
    try {
      return Optional.of(read(send(request(path(name, "")).GET()), MigrationStatus.class));
    } catch (ApiException e) {
      if (e.status() == 404) {
        return Optional.empty();
      }
      throw e;
    }
  }

  public List<WorkerStatus> workers() throws ApiException, InterruptedException {
    return read(send(request("/v1/workers").GET()), Workers.class).workers();
  }

  public void pause(String name) throws ApiException, InterruptedException {
    send(request(path(name, "/pause")).POST(BodyPublishers.noBody()));
  }

  public void resume(String name) throws ApiException, InterruptedException {
    send(request(path(name, "/resume")).POST(BodyPublishers.noBody()));
  }

  /**
   * Approves that indexes and constraints go on.
   *
   * @param shard one of them; empty for all that wait for it
   */
  public void approve(String name, Optional<String> shard)
      throws ApiException, InterruptedException {
    var body = shard.map(id -> Map.of("shard", id)).orElse(Map.of());
    send(request(path(name, "/approve")).POST(BodyPublishers.ofByteArray(codec.write(body))));
  }

  public void rollBack(String name) throws ApiException, InterruptedException {
    send(request(path(name, "/rollback")).POST(BodyPublishers.noBody()));
  }

  /**
   * Sets other limits than the spec's; without any, the spec's hold again.
   *
   * @param shard one of them; empty for all
   */
  public void tune(String name, Optional<String> shard, Tuning tuning)
      throws ApiException, InterruptedException {
    var body = new TreeMap<String, Object>();
    shard.ifPresent(id -> body.put("shard", id));
    tuning.rangesInFlight().ifPresent(ranges -> body.put("rangesInFlight", ranges));
    tuning.chunkTarget().ifPresent(target -> body.put("chunkTarget", target.toMillis() + "ms"));
    send(request(path(name, "/tune")).POST(BodyPublishers.ofByteArray(codec.write(body))));
  }

  @Override
  public void close() {
    http.shutdownNow();
    http.close();
  }

  private static String path(String name, String rest) {
    return "/v1/migrations/" + encoded(name) + rest;
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder request(String path) {
    var request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json");
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return request;
  }

  private byte[] send(HttpRequest.Builder request) throws ApiException, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new ApiException(
          "No coordinator answers at " + base + ". Check --url, and that one runs there.", e);
    }
    if (response.statusCode() >= 400) {
      throw new ApiException(response.statusCode(), problem(response));
    }
    return response.body();
  }

  /** The sentences of an RFC 9457 problem; what else answers says nothing that would help. */
  private List<String> problem(HttpResponse<byte[]> response) {
    Problem problem;
    try {
      problem = codec.read(response.body(), Problem.class);
    } catch (UnreadableMessageException e) {
      return List.of(
          base
              + " answers "
              + response.statusCode()
              + ", and not as a coordinator does. Check --url.");
    }
    if (response.statusCode() == 401) {
      return List.of(
          "The coordinator at "
              + base
              + " asks for its token. Give it with --token or INFILL_TOKEN.");
    }
    return problem.problems().isEmpty()
        ? List.of(problem.detail())
        : problem.problems().stream().map(ApiClient::sentence).toList();
  }

  private static String sentence(Problem.Item item) {
    var where = new StringBuilder();
    item.file().ifPresent(where::append);
    item.line().ifPresent(line -> where.append(':').append(line));
    item.field().ifPresent(field -> where.append(": ").append(field));
    item.shard().ifPresent(where::append);
    String sentence = Sentences.of(item.sentence(), item.advice());
    return where.isEmpty() ? sentence : where + ": " + sentence;
  }

  private <T> T read(byte[] json, Class<T> type) throws ApiException {
    try {
      return codec.read(json, type);
    } catch (UnreadableMessageException e) {
      throw new ApiException(base + " does not answer as a coordinator of this version does.", e);
    }
  }
}
