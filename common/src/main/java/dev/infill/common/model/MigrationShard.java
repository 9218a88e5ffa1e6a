package dev.infill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One migration on one shard: the subject of every event, task and change.
 *
 * <p>Its text form {@code migration/shard} is the key of most topics.
 */
public record MigrationShard(MigrationId migration, ShardId shard) {

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException unless the text is {@code migration/shard}
   */
  @JsonCreator
  public static MigrationShard parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not migration/shard: " + text);
    }
    return new MigrationShard(
        new MigrationId(text.substring(0, slash)), new ShardId(text.substring(slash + 1)));
  }

  @Override
  @JsonValue
  public String toString() {
    return migration + "/" + shard;
  }
}
