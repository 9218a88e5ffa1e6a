package dev.infill.deploy.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.coordinator.kafka.HangingTransactions;
import dev.infill.deploy.local.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * On the folder that a broker 4.3.1 left when it was killed after it decided a commit, with the
 * mark missing on the partition of the group's offsets. It has started again once, and forgot it.
 */
@Timeout(120)
class HangingTransactionsIT {
  private static final String ID = "infill-coordinator-1";
  private static final TopicPartition OFFSETS = new TopicPartition("__consumer_offsets", 0);

  @Test
  void offsetsThatABrokersCrashLeftOpenCanBeReadAgain(@TempDir Path folder) throws Exception {
    unpack(folder);
    try (var broker = EmbeddedKafka.start(folder, OptionalInt.empty())) {
      var settings = new KafkaSettings(broker.bootstrapServers(), "infill", Map.of());
      try (var admin = Admin.create(settings.admin());
          var producer = new KafkaProducer<String, byte[]>(settings.transactionalProducer(ID))) {
        producer.initTransactions();
        assertThat(open(admin)).isTrue();
        var hanging = new HangingTransactions(admin, settings);

        assertThat(hanging.end(List.of(ID))).containsExactly(OFFSETS);

        assertThat(open(admin)).isFalse();
        assertThat(
                admin
                    .listConsumerGroupOffsets(
                        Map.of("infill-coordinators", new ListConsumerGroupOffsetsSpec()),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata()
                    .get(30, TimeUnit.SECONDS))
            .containsKey(new TopicPartition("infill.events", 1));
        assertThat(hanging.end(List.of(ID))).isEmpty();
      }
    }
  }

  private static boolean open(Admin admin) throws Exception {
    return admin
        .describeProducers(List.of(OFFSETS))
        .partitionResult(OFFSETS)
        .get(30, TimeUnit.SECONDS)
        .activeProducers()
        .stream()
        .anyMatch(producer -> producer.currentTransactionStartOffset().isPresent());
  }

  private static void unpack(Path folder) throws IOException {
    try (var zip =
        new ZipInputStream(
            HangingTransactionsIT.class.getResourceAsStream(
                "/kafka/killed-before-its-marks.zip"))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        Files.createDirectories(file.getParent());
        Files.write(file, zip.readAllBytes());
      }
    }
  }
}
