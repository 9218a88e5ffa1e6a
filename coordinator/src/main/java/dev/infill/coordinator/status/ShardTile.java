package dev.infill.coordinator.status;

import java.util.List;
import java.util.Optional;

/**
 * One database of the fleets, at a glance.
 *
 * @param shard as its fleet names it
 * @param engine {@code postgresql} or {@code mysql}
 * @param version of the server, once a plan has asked
 * @param health of the migration that needs most attention
 * @param migration the one of {@code migrations} that the tile is about: what needs attention, else
 *     what goes on, else what ended last
 * @param phase of that migration on this shard
 * @param percent of its rows that are filled and checked, 0 to 100
 * @param rowsPerSecond of all migrations here together
 * @param lagMillis from commit to dual-write, the longest of them; of the last reports
 * @param rangesInFlight how many ranges of it may be worked on at a time
 * @param sentence what it does or waits for
 * @param migrations the names of all on this shard
 */
public record ShardTile(
    String shard,
    String engine,
    Optional<String> version,
    Health health,
    String migration,
    String phase,
    double percent,
    long rowsPerSecond,
    long lagMillis,
    int rangesInFlight,
    String sentence,
    List<String> migrations) {
  public ShardTile {
    migrations = List.copyOf(migrations);
  }
}
