package dev.infill.coordinator.status;

import java.util.List;
import java.util.Optional;

/**
 * A migration over all its shards.
 *
 * @param table the table, with its schema
 * @param columns the new columns
 * @param phase the phase of the shard that is furthest behind; Failed where one has failed
 * @param ended whether nothing more will happen unless an operator asks
 * @param percent of the rows that are filled and checked on all shards, 0 to 100
 * @param actions what an operator may ask now, as the API's paths name it
 * @param shards by their ids
 * @param rollout how far it has come over the shards; absent where all begin at once
 */
public record MigrationStatus(
    String migration,
    String table,
    List<String> columns,
    String phase,
    boolean ended,
    double percent,
    List<String> actions,
    List<ShardStatus> shards,
    Optional<Rollout> rollout) {
  public MigrationStatus {
    columns = List.copyOf(columns);
    actions = List.copyOf(actions);
    shards = List.copyOf(shards);
  }

  /**
   * @param wave the wave under way, counted from 1
   * @param waves how many there are
   * @param begun shards whose turn came
   * @param halted why no more shards begin, until an operator resumes
   * @param waits why the next wave has not begun
   * @param differing shards whose table is not like the others', and how
   */
  public record Rollout(
      int wave,
      int waves,
      int begun,
      Optional<String> halted,
      Optional<String> waits,
      List<String> differing) {
    public Rollout {
      differing = List.copyOf(differing);
    }
  }
}
