package dev.infill.deploy.cli;

import dev.infill.common.kafka.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import picocli.CommandLine.Option;

/** Which Kafka a process of a cluster uses. */
final class KafkaOptions {
  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "the Kafka, as HOST:PORT, more of them with commas")
  private String kafka = "";

  @Option(
      names = "--prefix",
      paramLabel = "NAME",
      defaultValue = "infill",
      description =
          "begins the names of topics and groups, so that several clusters share one Kafka"
              + " (default: ${DEFAULT-VALUE})")
  private String prefix = "infill";

  @Option(
      names = "--kafka-client",
      paramLabel = "FILE",
      description = "properties that every Kafka client gets, such as those of TLS and SASL")
  private Optional<Path> client = Optional.empty();

  @Option(
      names = "--replication-factor",
      paramLabel = "N",
      defaultValue = "-1",
      description = "replicas of topics that are made; -1 for the broker's default")
  private short replicationFactor = -1;

  short replicationFactor() {
    return replicationFactor;
  }

  /** The settings; what is wrong with them is added to the problems. */
  KafkaSettings settings(List<String> problems) {
    if (kafka.isBlank()) {
      problems.add("--kafka is missing. Name the Kafka of the cluster, as HOST:PORT.");
    } else if (!kafka.matches("[^,\\s]+:\\d+(,[^,\\s]+:\\d+)*")) {
      problems.add("--kafka must be HOST:PORT, more of them with commas: " + kafka);
    }
    if (!prefix.matches("[a-zA-Z0-9._-]{1,100}")) {
      problems.add("--prefix must be 1 to 100 letters, digits, '.', '_' or '-': " + prefix);
    }
    if (replicationFactor == 0 || replicationFactor < -1) {
      problems.add(
          "--replication-factor must be at least 1, or -1 for the broker's default: "
              + replicationFactor);
    }
    Map<String, String> properties = client(problems);
    return new KafkaSettings(
        kafka.isBlank() ? "none" : kafka, prefix.isBlank() ? "none" : prefix, properties);
  }

  private Map<String, String> client(List<String> problems) {
    if (client.isEmpty()) {
      return Map.of();
    }
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(client.get(), StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      problems.add("--kafka-client: " + client.get() + " cannot be read as a properties file");
    }
    var map = new HashMap<String, String>();
    properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
    return map;
  }
}
