package dev.infill.coordinator.http;

import dev.infill.common.message.Finding;
import dev.infill.common.model.MigrationId;
import dev.infill.coordinator.status.Demand;
import dev.infill.coordinator.status.EventLog;
import dev.infill.coordinator.status.Histories;
import dev.infill.coordinator.status.History;
import dev.infill.coordinator.status.KeyMap;
import dev.infill.coordinator.status.KeyMaps;
import dev.infill.coordinator.status.Live;
import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.coordinator.status.ShardTile;
import dev.infill.coordinator.status.Statuses;
import dev.infill.coordinator.status.Tiles;
import dev.infill.coordinator.status.Views;
import dev.infill.coordinator.status.WorkerStatus;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** What may be asked: everything that only reads. */
final class Reads {
  private static final int MOST_MIGRATIONS = 1_000;
  private static final int MIGRATIONS = 100;
  private static final int MOST_EVENTS = 500;
  private static final int EVENTS = 50;
  private static final int CELLS = 120;

  private final Views views;
  private final Histories histories;
  private final EventLog events;
  private final InstantSource clock;

  Reads(Views views, Histories histories, EventLog events, InstantSource clock) {
    this.views = views;
    this.histories = histories;
    this.events = events;
    this.clock = clock;
  }

  /**
   * A page of the migrations, by name.
   *
   * @param next what to give as {@code after} for the page that follows; absent on the last
   */
  record Migrations(List<MigrationStatus> migrations, Optional<String> next) {}

  record Workers(List<WorkerStatus> workers, Demand demand) {}

  record Fleet(List<ShardTile> shards) {}

  record Maps(List<KeyMap> maps) {}

  /** The proof of a migration, and what was found, of each shard. */
  record Report(
      String migration,
      String table,
      List<String> columns,
      String phase,
      boolean ended,
      List<ShardReport> shards) {}

  record ShardReport(
      String shard, String phase, ShardStatus.Report report, List<Finding> findings) {}

  Migrations migrations(RoutingContext c) {
    int limit = Params.number(c, "limit", MIGRATIONS, MOST_MIGRATIONS);
    String after = Params.text(c, "after").orElse("");
    var page =
        Statuses.all(views, clock.instant()).stream()
            .filter(m -> m.migration().compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    boolean more = page.size() > limit;
    var shown = more ? page.subList(0, limit) : page;
    return new Migrations(
        shown, more ? Optional.of(shown.getLast().migration()) : Optional.empty());
  }

  MigrationStatus migration(MigrationId id) {
    return Statuses.one(id, views, clock.instant())
        .orElseThrow(() -> new ProblemException(404, "there is no migration named " + id));
  }

  Workers workers() {
    var now = clock.instant();
    return new Workers(Statuses.workers(views, now), Statuses.demand(views, now));
  }

  Fleet fleet() {
    return new Fleet(Tiles.all(views, clock.instant()));
  }

  Maps maps(MigrationId id, RoutingContext c) {
    migration(id);
    return new Maps(Live.maps(id, views, Params.number(c, "cells", CELLS, KeyMaps.MOST_CELLS)));
  }

  History history(MigrationId id, RoutingContext c) {
    var known = migration(id);
    var shard = Params.text(c, "shard");
    if (shard.isPresent()
        && known.shards().stream().noneMatch(s -> s.shard().equals(shard.get()))) {
      throw new ProblemException(404, "migration " + id + " has no shard of that name");
    }
    return histories.of(shard.map(name -> id.name() + "/" + name).orElse(id.name()));
  }

  EventLog.Page events(MigrationId id, RoutingContext c) throws IOException, InterruptedException {
    migration(id);
    var query =
        new EventLog.Query(
            Params.position(c, "from"),
            Params.word(c, "order", "newest", "oldest").equals("oldest"),
            Params.number(c, "limit", EVENTS, MOST_EVENTS),
            Params.flag(c, "all"));
    return events.page(id, query);
  }

  Report report(MigrationId id) {
    var m = migration(id);
    return new Report(
        m.migration(),
        m.table(),
        m.columns(),
        m.phase(),
        m.ended(),
        m.shards().stream()
            .map(s -> new ShardReport(s.shard(), s.phase(), s.report(), s.findings()))
            .toList());
  }
}
