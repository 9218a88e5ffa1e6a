package dev.infill.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.model.MigrationId;
import org.apache.kafka.common.utils.Utils;

/**
 * Which partition a key belongs to, by the hash that Kafka's own producers use.
 *
 * <p>Commands, events and state go by their migration alone and have equally many partitions, so
 * that the owner of a partition owns whole migrations.
 */
public final class Partitions {
  private Partitions() {}

  /** The partition of a migration among so many. */
  public static int of(MigrationId migration, int partitions) {
    return ofKey(migration.name(), partitions);
  }

  /** The partition of a key among so many. */
  public static int ofKey(String key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % partitions;
  }
}
