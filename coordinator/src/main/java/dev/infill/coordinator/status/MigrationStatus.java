package dev.infill.coordinator.status;

import java.util.List;

/**
 * A migration over all its shards.
 *
 * @param table the table, with its schema
 * @param columns the new columns
 * @param phase the phase of the shard that is furthest behind; Failed where one has failed
 * @param ended whether nothing more will happen unless an operator asks
 * @param percent of the rows that are filled and checked on all shards, 0 to 100
 * @param shards by their ids
 */
public record MigrationStatus(
    String migration,
    String table,
    List<String> columns,
    String phase,
    boolean ended,
    double percent,
    List<ShardStatus> shards) {
  public MigrationStatus {
    columns = List.copyOf(columns);
    shards = List.copyOf(shards);
  }
}
