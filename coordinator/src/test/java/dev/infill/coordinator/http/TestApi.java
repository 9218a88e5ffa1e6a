package dev.infill.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Command;
import dev.infill.common.message.Event.ApprovalGiven;
import dev.infill.common.message.Event.PauseAsked;
import dev.infill.common.message.Event.Submitted;
import dev.infill.common.message.Event.TuneAsked;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.plan.FleetPlanner;
import dev.infill.common.plan.ShardPlan;
import dev.infill.coordinator.lifecycle.Decider;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.status.EventLine;
import dev.infill.coordinator.status.EventLines;
import dev.infill.coordinator.status.EventLog;
import dev.infill.coordinator.status.Histories;
import dev.infill.coordinator.testing.FakeSchemaStore;
import dev.infill.coordinator.testing.FakeViews;
import dev.infill.coordinator.testing.Migrations;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An API over fakes, and a client of it. Commands take effect at once, as the owner would do. */
final class TestApi implements AutoCloseable {
  final FakeViews views = new FakeViews();
  final FakeSchemaStore store = new FakeSchemaStore();
  volatile ShardPlan planned = ShardPlan.refused(List.of());
  final Histories histories = new Histories();
  final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();
  private final Codec codec = Codec.ofMessages();
  private final HttpClient client = HttpClient.newHttpClient();
  private final ApiServer server;

  TestApi(Optional<String> token) throws IOException, InterruptedException {
    server =
        ApiServer.start(
            new ApiServer.Listen("127.0.0.1", 0, token),
            views,
            histories,
            (migration, query) -> page(),
            (migration, command) -> {
              commands.add(command);
              if (command instanceof Command.Submit submit) {
                var shard = submit.fleet().shards().get(0);
                views.put(submitted(new MigrationShard(migration, shard.id()), submit));
              } else if (command instanceof Command.Pause) {
                views.put(Migrations.after(Migrations.backfilling(), new PauseAsked()));
              } else if (command instanceof Command.Tune tune) {
                views.put(Migrations.after(Migrations.backfilling(), new TuneAsked(tune.tuning())));
              } else if (command instanceof Command.Approve) {
                views.put(Migrations.after(Migrations.awaitingApproval(), new ApprovalGiven()));
              } else if (command instanceof Command.Resume) {
                views.put(Migrations.awaitingTurn());
              }
            },
            store,
            new FleetPlanner((spec, shard) -> planned, InstantSource.system()),
            () -> "a_metric 1\n",
            InstantSource.system());
  }

  private static EventLog.Page page() {
    EventLine line =
        EventLines.of(
            7,
            new Recorded("e", Migrations.ID, Migrations.BEGUN, "coordinator/a", new PauseAsked()));
    return new EventLog.Page(List.of(line), Optional.of(6L));
  }

  private static ShardMigration submitted(MigrationShard id, Command.Submit submit) {
    var event = new Submitted(submit.spec(), submit.fleet().shards().get(0));
    return Decider.decide(Optional.empty(), new Recorded("e", id, Migrations.BEGUN, "test", event))
        .orElseThrow()
        .after();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return post(path, body, "application/json");
  }

  HttpResponse<String> post(String path, String body, String contentType)
      throws IOException, InterruptedException {
    return send(
        request(path).header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
  }

  /** What a problem tells, whose status must be this one. */
  Problem problem(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
    return read(response, Problem.class);
  }

  <T> T read(HttpResponse<String> response, Class<T> type) {
    return codec.read(response.body().getBytes(UTF_8), type);
  }

  /** The first lines of the stream, up to the end of its first message. */
  String firstMessage(String path) throws IOException, InterruptedException {
    var response = client.send(request(path).build(), BodyHandlers.ofLines());
    try (var lines = response.body()) {
      return String.join("\n", lines.takeWhile(line -> !line.isEmpty()).toList());
    }
  }

  int port() {
    return server.port();
  }

  @Override
  public void close() {
    // Also ends a stream that is still being read.
    client.shutdownNow();
    server.close();
    client.close();
  }
}
