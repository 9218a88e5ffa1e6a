package dev.infill.coordinator.notify;

import dev.infill.common.model.MigrationShard;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardMigration.PhaseEntered;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stored states tell that was not known before. All shards of a migration are read in one
 * order, since they are in one partition; so a halt, which each shard that waits knows of, is told
 * once, and by whoever reads it of the same shard. Not safe for threads.
 */
public final class News {
  private final Map<MigrationShard, Known> known = new HashMap<>();

  /**
   * @param phases that the shard had entered
   * @param halted since when its rollout was halted
   */
  private record Known(Set<PhaseEntered> phases, Optional<Instant> halted) {
    static final Known NOTHING = new Known(Set.of(), Optional.empty());
  }

  /** Takes a state as known; what it says is told no more. */
  public void learn(ShardMigration now) {
    known.put(now.id(), new Known(Set.copyOf(now.phases()), haltedAt(now)));
  }

  /**
   * What a state tells beyond what is known, in the order in which it happened; it is known then.
   */
  public List<Notification> of(ShardMigration now) {
    Known before = known.getOrDefault(now.id(), Known.NOTHING);
    var news = new ArrayList<Notification>();
    now.phases().stream()
        .filter(entered -> !before.phases().contains(entered))
        .flatMap(entered -> Notification.of(now, entered).stream())
        .forEach(news::add);
    if (now.state().active() instanceof AwaitingTurn waiting && !haltIsKnown(now)) {
      waiting
          .haltedAt()
          .ifPresent(at -> news.add(Notification.halted(now, waiting.halted().orElseThrow(), at)));
    }
    learn(now);
    return news;
  }

  /** Forgets a shard whose state is gone. */
  public void forget(MigrationShard id) {
    known.remove(id);
  }

  /** Forgets all. */
  public void clear() {
    known.clear();
  }

  /** A halt ends on all shards before there is another. */
  private boolean haltIsKnown(ShardMigration now) {
    return known.entrySet().stream()
        .filter(of -> of.getKey().migration().equals(now.id().migration()))
        .anyMatch(of -> of.getValue().halted().isPresent());
  }

  private static Optional<Instant> haltedAt(ShardMigration m) {
    return m.state().active() instanceof AwaitingTurn waiting
        ? waiting.haltedAt()
        : Optional.empty();
  }
}
