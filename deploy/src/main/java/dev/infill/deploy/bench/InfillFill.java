package dev.infill.deploy.bench;

import dev.infill.coordinator.status.MigrationStatus;
import dev.infill.coordinator.status.ShardStatus;
import dev.infill.deploy.client.ApiClient;
import dev.infill.deploy.client.ApiClient.NamedText;
import dev.infill.deploy.client.ApiException;
import dev.infill.deploy.local.DataFolder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All of Infill as shipped: a broker, a coordinator and a worker with two slots, each a process of
 * its own, with capture on. Measured is the phase Backfilling; the migration then goes on to its
 * end.
 *
 * <p>The processes start for each fill and end with it, so that they cost the other ways nothing. A
 * cluster's processes have been up for long before a large fill is over, so they may have a
 * rehearsal: a whole migration like the one measured, whose table is then made anew.
 */
final class InfillFill implements FillWay {
  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Set<String> BEFORE_FILL = Set.of("Planned", "Expanding", "Capturing");
  private static final String SPEC =
      """
      apiVersion: infill/v1
      kind: Migration
      name: NAME
      table: public.users
      column: { name: email_lower, type: text, value: "lower(email)", sync: derived }
      writers: { gate: assume }
      limits: { rangesInFlight: 2, rangeRows: 100000, chunkTarget: 200ms, lockTimeout: 2s }
      """;

  private final Class<?> program;
  private final DataFolder folder;
  private final boolean rehearsed;

  InfillFill(Class<?> program, DataFolder folder, boolean rehearsed) {
    this.program = program;
    this.folder = folder;
    this.rehearsed = rehearsed;
  }

  @Override
  public String name() {
    return rehearsed ? "infill" : "infill-cold";
  }

  @Override
  public String what() {
    return "all of Infill: broker, coordinator and a worker as processes, 2 ranges in flight,"
        + " capture on; "
        + (rehearsed ? "they have filled a table before" : "they have only just started");
  }

  @Override
  public boolean addsColumn() {
    return true;
  }

  @Override
  public Filled fill(BenchTable table) throws Exception {
    try (var cluster = InfillProcesses.start(program, folder, table.server().password());
        var api = new ApiClient(cluster.api(), "")) {
      if (rehearsed) {
        migrate(table, new Migration("rehearsal", api, cluster));
        table.create();
        table.settle();
      }
      return migrate(table, new Migration("bench", api, cluster));
    }
  }

  private static Filled migrate(BenchTable table, Migration migration) throws Exception {
    migration.submit(table);
    migration.await(phase -> !BEFORE_FILL.contains(phase));
    var before = Probe.of(table);
    migration.await(phase -> !phase.equals("Backfilling"));
    var after = Probe.of(table);
    ShardStatus end = migration.await(phase -> phase.equals("Completed"));
    if (end.report().mismatches() != 0 || end.report().rowsCounted() != table.rows()) {
      throw new IllegalStateException("the report is not right: " + end.report());
    }
    return new Filled(
        before,
        after,
        end.phases().getOrDefault("Backfilling", 0.0),
        OptionalDouble.of(end.phases().getOrDefault("Reconciling", 0.0)));
  }

  /** One migration of the table, as its operator sees it. */
  private record Migration(String name, ApiClient api, InfillProcesses cluster) {
    void submit(BenchTable table) throws ApiException, InterruptedException {
      api.submit(
          new NamedText("bench.yaml", SPEC.replace("NAME", name)),
          new NamedText("fleet.yaml", fleet(table)));
    }

    /** Waits for a phase, and returns the shard as it is then. */
    ShardStatus await(Predicate<String> wanted) throws ApiException, InterruptedException {
      Instant giveUp = Instant.now().plus(PATIENCE);
      while (Instant.now().isBefore(giveUp)) {
        cluster.checkAlive();
        ShardStatus shard = shard();
        if (shard.failure().isPresent()) {
          throw new IllegalStateException("the migration failed: " + shard.failure().get());
        }
        if (wanted.test(shard.phase())) {
          return shard;
        }
        Thread.sleep(LOOK_EVERY);
      }
      throw new IllegalStateException("nothing happens any more: " + shard());
    }

    private ShardStatus shard() throws ApiException, InterruptedException {
      return api.migration(name)
          .map(MigrationStatus::shards)
          .map(List::getFirst)
          .orElseThrow(() -> new IllegalStateException("the migration is not known: " + name));
    }
  }

  private static String fleet(BenchTable table) {
    return """
    apiVersion: infill/v1
    kind: Fleet
    name: bench
    shards:
      - { id: bench, url: "%s", user: %s, password: "${env:%s}" }
    """
        .formatted(table.url(), table.server().user(), InfillProcesses.PASSWORD_VARIABLE);
  }
}
