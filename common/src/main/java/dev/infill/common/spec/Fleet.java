package dev.infill.common.spec;

import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The databases that hold the table.
 *
 * @param name the fleet's name
 * @param shards at least one, their ids different
 * @param terms what else is said of a shard, by its id; nothing of those that are not in it
 */
public record Fleet(
    String name, List<ShardAddress> shards, Optional<Map<String, ShardTerms>> terms) {
  public Fleet {
    shards = List.copyOf(shards);
    terms = terms.map(TreeMap::new);
    if (shards.isEmpty()) {
      throw new IllegalArgumentException("a fleet has at least one shard: " + name);
    }
    if (shards.stream().map(ShardAddress::id).distinct().count() < shards.size()) {
      throw new IllegalArgumentException("shard ids must differ: " + name);
    }
  }

  /** Of whose shards there is nothing more to say. */
  public Fleet(String name, List<ShardAddress> shards) {
    this(name, shards, Optional.empty());
  }

  /** What is said of one of its shards. */
  public ShardTerms terms(ShardId shard) {
    return terms
        .flatMap(some -> Optional.ofNullable(some.get(shard.name())))
        .orElse(ShardTerms.NONE);
  }

  /** What a migration asks of one of its shards. */
  public MigrationSpec adapt(MigrationSpec spec, ShardAddress shard) {
    return terms(shard.id()).on(spec.on(shard));
  }
}
