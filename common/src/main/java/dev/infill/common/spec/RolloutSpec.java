package dev.infill.common.spec;

import dev.infill.common.model.ShardId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In which order a fleet's shards begin. A wave begins when every shard of those before it is
 * reconciled and has been so for the soak.
 *
 * @param canary the first wave; none where it is empty
 * @param waves in percent of all shards, the canary's counted in; they rise to 100
 * @param soak how long a wave is looked at when it is reconciled
 * @param haltOn what keeps further shards from beginning
 */
public record RolloutSpec(List<ShardId> canary, List<Integer> waves, Duration soak, HaltOn haltOn) {
  public RolloutSpec {
    canary = List.copyOf(canary);
    waves = List.copyOf(waves);
  }

  /**
   * @param failedShards so many that can't go on by themselves, at least 1
   * @param quarantined so many rows of all shards whose value can't be computed, at least 1
   * @param appLatency above which small commits take too long on a shard that is worked, in the
   *     median of half a minute; positive, and not looked at where it is empty
   */
  public record HaltOn(int failedShards, int quarantined, Optional<Duration> appLatency) {
    /** Without a look at how long commits take. */
    public HaltOn(int failedShards, int quarantined) {
      this(failedShards, quarantined, Optional.empty());
    }
  }

  /**
   * The wave of each shard, counted from 0; each wave has at least one. Within a wave there is no
   * order.
   *
   * @param fleet in the order in which the fleet's file names them
   */
  public Map<ShardId, Integer> waves(List<ShardId> fleet) {
    var order = new LinkedHashSet<>(canary);
    order.retainAll(fleet);
    int first = order.size();
    order.addAll(fleet);
    var ends = new ArrayList<Integer>();
    ends.add(first);
    waves.forEach(percent -> ends.add((percent * fleet.size() + 99) / 100));
    return assign(List.copyOf(order), ends);
  }

  private static Map<ShardId, Integer> assign(List<ShardId> order, List<Integer> ends) {
    var assigned = new LinkedHashMap<ShardId, Integer>();
    int wave = 0;
    int begin = 0;
    for (int end : ends) {
      int until = Math.min(Math.max(begin, end), order.size());
      for (ShardId shard : order.subList(begin, until)) {
        assigned.put(shard, wave);
      }
      wave += until > begin ? 1 : 0;
      begin = until;
    }
    return assigned;
  }
}
