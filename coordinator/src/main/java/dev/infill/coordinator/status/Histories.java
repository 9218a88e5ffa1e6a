package dev.infill.coordinator.status;

import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.status.History.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The curves of all migrations and of each of their shards, looked at once a second. They are this
 * process's own: they begin when it does, and are gone with it. Safe for many threads.
 */
public final class Histories {
  /** How long the curves of what has ended are kept. */
  private static final Duration KEPT = Duration.ofHours(6);

  private final Map<String, Curve> curves = new HashMap<>();

  /** To be called once a second: looks at all that goes on, and forgets what ended long ago. */
  public synchronized void tick(Views views, Instant now) {
    var kept = new HashMap<String, Curve>();
    var byMigration = new TreeMap<String, Point>();
    for (ShardMigration m : views.migrations()) {
      String name = m.id().migration().name();
      if (endedBefore(m, now.minus(KEPT))) {
        continue;
      }
      keep(kept, m.id().toString());
      keep(kept, name);
      if (!m.state().ended()) {
        Point point = look(m, views, now);
        kept.computeIfAbsent(m.id().toString(), id -> new Curve(now)).add(point);
        byMigration.merge(name, point, Histories::together);
      }
    }
    byMigration.forEach(
        (name, point) -> kept.computeIfAbsent(name, id -> new Curve(now)).add(point));
    curves.clear();
    curves.putAll(kept);
  }

  /**
   * @param of a migration, or {@code migration/shard}; what is not known has no points
   */
  public synchronized History of(String of) {
    Curve curve = curves.get(of);
    return curve == null ? History.NOTHING : curve.history();
  }

  private void keep(Map<String, Curve> kept, String name) {
    Curve curve = curves.get(name);
    if (curve != null) {
      kept.put(name, curve);
    }
  }

  private static boolean endedBefore(ShardMigration m, Instant time) {
    return m.state().ended() && m.phases().getLast().at().isBefore(time);
  }

  private static Point look(ShardMigration m, Views views, Instant now) {
    int ranges = views.pace(m.id()).map(p -> p.rangesInFlight()).orElse(0);
    return new Point(now, views.rowsPerSecond(m.id()), m.tally().changes().lagMillis(), ranges);
  }

  private static Point together(Point a, Point b) {
    return new Point(
        a.at(),
        a.rowsPerSecond() + b.rowsPerSecond(),
        Math.max(a.lagMillis(), b.lagMillis()),
        a.rangesInFlight() + b.rangesInFlight());
  }

  /** How many curves there are, for tests of their bound. */
  synchronized List<String> known() {
    return curves.keySet().stream().sorted().toList();
  }
}
