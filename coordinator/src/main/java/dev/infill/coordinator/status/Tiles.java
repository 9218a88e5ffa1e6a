package dev.infill.coordinator.status;

import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ShardAddress;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardMigration.Blocked;
import dev.infill.coordinator.lifecycle.ShardState.Failed;
import dev.infill.coordinator.lifecycle.Turns;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fleet at a glance. Two migrations are on one shard where name and address are the same; the
 * address itself is not told.
 */
public final class Tiles {
  private static final Comparator<ShardAddress> BY_NAME =
      Comparator.<ShardAddress, String>comparing(address -> address.id().name())
          .thenComparing(ShardAddress::url);

  private Tiles() {}

  /** One for each database that a migration is on, by the shards' names. */
  public static List<ShardTile> all(Views views, Instant now) {
    Map<ShardAddress, List<ShardMigration>> byShard =
        views.migrations().stream()
            .collect(
                Collectors.groupingBy(
                    ShardMigration::shard, () -> new TreeMap<>(BY_NAME), Collectors.toList()));
    return byShard.values().stream().map(here -> of(here, views, now)).toList();
  }

  private static ShardTile of(List<ShardMigration> here, Views views, Instant now) {
    ShardMigration main = here.stream().min(mostUrgent(views)).orElseThrow();
    var pace = views.pace(main.id());
    return new ShardTile(
        main.id().shard().name(),
        main.shard().engine().key(),
        main.plan().map(TablePlan::serverVersion),
        Health.of(main, pace),
        main.id().migration().name(),
        main.state().phase(),
        ShardView.percent(main),
        here.stream().mapToLong(m -> views.rowsPerSecond(m.id())).sum(),
        here.stream().mapToLong(Tiles::lag).max().orElse(0),
        pace.map(p -> p.rangesInFlight()).orElse(0),
        sentence(main, views, now),
        here.stream().map(m -> m.id().migration().name()).sorted().toList());
  }

  private static Comparator<ShardMigration> mostUrgent(Views views) {
    return Comparator.<ShardMigration, Health>comparing(m -> Health.of(m, views.pace(m.id())))
        .thenComparing(m -> m.phases().getLast().at(), Comparator.reverseOrder());
  }

  /** What captures that have ended last reported says nothing of now. */
  private static long lag(ShardMigration m) {
    return m.state().ended() ? 0 : m.tally().changes().lagMillis();
  }

  private static String sentence(ShardMigration m, Views views, Instant now) {
    if (m.state() instanceof Failed f) {
      return f.reason();
    }
    Optional<String> blocked = m.blocked().map(Blocked::reason);
    if (blocked.isPresent()) {
      return "waits: " + blocked.get();
    }
    if (m.tally().quarantine().any()) {
      return "rows whose value can't be computed hold the constraints back";
    }
    var fleet =
        views.migrations().stream()
            .filter(o -> o.id().migration().equals(m.id().migration()))
            .toList();
    var turns = new Turns(fleet, views.migrations(), now);
    var status = ShardView.of(m, turns, views.pace(m.id()), views.rowsPerSecond(m.id()), now);
    return status
        .waits()
        .or(() -> status.gate().map(ShardStatus.WritersGate::sentence))
        .or(() -> status.progress().map(p -> status.pace().reason()))
        .orElse("");
  }
}
