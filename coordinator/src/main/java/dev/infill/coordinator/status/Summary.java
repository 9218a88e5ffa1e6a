package dev.infill.coordinator.status;

import java.util.List;
import java.util.Optional;

/**
 * A migration in a line.
 *
 * @param phase of the shard that is furthest behind
 * @param health of the shard that needs most attention
 * @param percent of the rows that are filled and checked on all shards, 0 to 100
 * @param shards how many there are
 * @param rowsPerSecond of all shards together
 * @param secondsLeft of the walks under way, the longest at its rate now; absent when nothing moves
 */
public record Summary(
    String migration,
    String table,
    List<String> columns,
    String phase,
    Health health,
    boolean ended,
    double percent,
    int shards,
    long rowsPerSecond,
    Optional<Long> secondsLeft) {
  public Summary {
    columns = List.copyOf(columns);
  }

  static Summary of(MigrationStatus m) {
    var walks = m.shards().stream().flatMap(s -> s.progress().stream()).toList();
    return new Summary(
        m.migration(),
        m.table(),
        m.columns(),
        m.phase(),
        m.shards().stream().map(ShardStatus::health).min(Health::compareTo).orElseThrow(),
        m.ended(),
        m.percent(),
        m.shards().size(),
        walks.stream().mapToLong(ShardStatus.Progress::rowsPerSecond).sum(),
        walks.stream().flatMap(p -> p.secondsLeft().stream()).max(Long::compareTo));
  }
}
