package dev.infill.common.spec;

import dev.infill.common.model.ShardAddress;
import java.util.List;

/**
 * The databases that hold the table.
 *
 * @param name the fleet's name
 * @param shards at least one, their ids different
 */
public record Fleet(String name, List<ShardAddress> shards) {
  public Fleet {
    shards = List.copyOf(shards);
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("a fleet has at least one shard: " + name);
    }
    if (shards.stream().map(ShardAddress::id).distinct().count() < shards.size()) {
      throw new IllegalArgumentException("shard ids must differ: " + name);
    }
  }
}
