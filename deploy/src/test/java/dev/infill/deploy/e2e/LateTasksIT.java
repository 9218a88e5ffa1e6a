package dev.infill.deploy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.Topic;
import dev.infill.deploy.testing.Await;
import dev.infill.deploy.testing.TestDatabase;
import dev.infill.deploy.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker that crashed may have forgotten which tasks were accepted, and hand all of them out
 * again. Seen with Kafka 4.3.1, whose share coordinator came up with an old state.
 */
class LateTasksIT {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int ROWS = 4_000;

  @TempDir private Path folder;

  @Test
  void keepNoWorkerFromOtherMigrations() throws Exception {
    try (var cluster = LocalCluster.start();
        var ended = TestPostgres.shared().database();
        var atTheGate = TestPostgres.shared().database();
        var next = TestPostgres.shared().database()) {
      migration(cluster, "ended", ended).submit("assume", 200);
      cluster.await("ended", LONG, "Completed");
      migration(cluster, "at-the-gate", atTheGate).submit("application", 200);
      cluster.await("at-the-gate", LONG, "AwaitingWriters");
      var tasks = EventTap.records(cluster.kafka(), Topic.TASKS);
      assertThat(tasks).hasSizeGreaterThan(2 * ROWS / 200);
      int told = EventTap.events(cluster.kafka(), "ended").size();

      sendAgain(cluster, tasks);
      migration(cluster, "next", next).submit("assume", 200);

      cluster.await("next", LONG, "Completed");
      assertThat(new AccountsTable(next, KeyKind.BIGINT).mismatches()).isZero();
      assertThat(EventTap.events(cluster.kafka(), "ended")).hasSize(told);
      Await.until(
          "the other one still waits",
          LONG,
          () -> cluster.status("at-the-gate").orElseThrow().shards().getFirst().phase(),
          "AwaitingWriters"::equals);
    }
  }

  private Phase.Migration migration(LocalCluster cluster, String name, TestDatabase database)
      throws SQLException, IOException {
    new AccountsTable(database, KeyKind.BIGINT).create(ROWS);
    Speed.FAST.set(database);
    return new Phase.Migration(
        cluster, name, database, Fleets.of(folder, new TestDatabase[] {database}));
  }

  private static void sendAgain(LocalCluster cluster, List<ConsumerRecord<String, byte[]>> tasks)
      throws Exception {
    try (var producer = new KafkaProducer<String, byte[]>(cluster.kafka().producer())) {
      var sends = new ArrayList<Future<RecordMetadata>>();
      for (var task : tasks) {
        sends.add(
            producer.send(
                new ProducerRecord<>(
                    task.topic(), task.partition(), task.key(), task.value(), task.headers())));
      }
      for (var send : sends) {
        send.get();
      }
    }
  }
}
