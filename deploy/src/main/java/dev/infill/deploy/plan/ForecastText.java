package dev.infill.deploy.plan;

import static dev.infill.deploy.progress.Rendering.number;
import static dev.infill.deploy.progress.Rendering.time;

import dev.infill.common.plan.FleetPlan;
import dev.infill.common.plan.FleetPlan.OfShard;
import dev.infill.common.plan.Forecast;
import dev.infill.common.plan.Forecast.Rebuild;
import dev.infill.common.plan.ShardPlan;
import java.util.Locale;
import java.util.Optional;

/** What a migration will take. */
final class ForecastText {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private ForecastText() {}

  static void add(Page page, FleetPlan fleet) {
    if (fleet.shards().stream().noneMatch(shard -> forecast(shard).isPresent())) {
      return;
    }
    page.heading("Forecast, by a sample of the rows");
    for (OfShard shard : fleet.shards()) {
      forecast(shard).ifPresent(forecast -> shard(page, shard.shard(), forecast));
      shard
          .fillEnds()
          .ifPresent(
              end ->
                  page.entry(
                      2, 12, "", "begun now, in its windows alone, the fill ends " + end.local()));
    }
    page.text(
        2,
        "The time is that of the fill alone on one connection, at the speed of the sample; the pace,"
            + " the application and the disk make it longer, several times where the application"
            + " feels it (limits.pace.slowdown). The check after it takes about a"
            + " seventh of that, and indexes and constraints read the table once or twice more.");
  }

  private static Optional<Forecast> forecast(OfShard shard) {
    return shard.plan().flatMap(ShardPlan::forecast);
  }

  private static void shard(Page page, String shard, Forecast forecast) {
    page.entry(
        2,
        12,
        shard,
        "fill %s; log %s; disk %s: table %s, its indexes %s, new indexes %s%s; %s"
            .formatted(
                forecast.fill().toSeconds() == 0 ? "less than 0:01" : time(forecast.fill()),
                bytes(forecast.walBytes()),
                bytes(forecast.diskBytes()),
                bytes(forecast.tableGrowthBytes()),
                bytes(forecast.indexGrowthBytes()),
                bytes(forecast.newIndexBytes()),
                forecast
                    .rebuild()
                    .map(rebuild -> ", a rebuild " + bytes(rebuild.bytes()) + " meanwhile")
                    .orElse(""),
                sampled(forecast)));
    forecast.rebuild().ifPresent(rebuild -> page.entry(2, 12, "", rebuilt(rebuild)));
  }

  private static String sampled(Forecast forecast) {
    String rows = number(forecast.sampleRows());
    return forecast
        .inPlacePercent()
        .map(percent -> "%d%% of %s sampled rows stayed on their page".formatted(percent, rows))
        .orElseGet(() -> "by %s sampled rows".formatted(rows));
  }

  private static String rebuilt(Rebuild rebuild) {
    String took = time(rebuild.took());
    return "%s, about %s each time: replicas begin when the server is done, and fall behind by about as long"
        .formatted(
            rebuild.times() == 1
                ? "the table is written anew once"
                : "the table is written anew %d times".formatted(rebuild.times()),
            took);
  }

  /** Such as 1.5 GB, of 1024 each. */
  static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }
}
