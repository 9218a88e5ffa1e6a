package dev.infill.coordinator.http;

import dev.infill.common.message.FailureKind;
import dev.infill.common.message.Finding;
import dev.infill.common.message.Finding.Severity;
import dev.infill.common.message.TablePlan;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.shard.SchemaStore;
import dev.infill.common.shard.SchemaStore.Surveyed;
import dev.infill.common.shard.ShardFailure;
import dev.infill.common.spec.Fleet;
import dev.infill.common.spec.MigrationSpec;
import dev.infill.common.spec.SpecByEngine;
import dev.infill.coordinator.lifecycle.FleetDifferences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks at every shard of a fleet at once, before a migration is taken. */
final class Surveys {
  private static final Duration LONGEST = Duration.ofSeconds(45);

  private final SchemaStore store;

  Surveys(SchemaStore store) {
    this.store = store;
  }

  /**
   * The findings by shard, none of them an error.
   *
   * @throws ProblemException 422 with every error of every shard; 502 when all that is wrong is
   *     that shards can't be reached
   */
  Map<String, List<Finding>> of(SpecByEngine specs, Fleet fleet) throws InterruptedException {
    var findings = new TreeMap<String, List<Finding>>();
    var plans = new LinkedHashMap<ShardAddress, TablePlan>();
    var wrong = new ArrayList<Problem.Item>();
    boolean unreachable = false;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var asked =
          fleet.shards().stream()
              .map(shard -> threads.submit(survey(specs.on(fleet, shard), shard)))
              .toList();
      for (int i = 0; i < asked.size(); i++) {
        ShardAddress shard = fleet.shards().get(i);
        try {
          Surveyed surveyed = asked.get(i).get(LONGEST.toSeconds(), TimeUnit.SECONDS);
          List<Finding> found = surveyed.findings();
          findings.put(shard.id().name(), new ArrayList<>(found));
          surveyed.plan().ifPresent(plan -> plans.put(shard, plan));
          found.stream()
              .filter(f -> f.severity() == Severity.ERROR)
              .forEach(f -> wrong.add(Problem.Item.of(shard.id(), f)));
        } catch (ExecutionException e) {
          unreachable |= !isPermanent(e.getCause());
          wrong.add(failed(shard, e.getCause()));
        } catch (TimeoutException e) {
          unreachable = true;
          wrong.add(silent(shard));
        }
      }
      threads.shutdownNow();
    }
    if (!wrong.isEmpty()) {
      throw new ProblemException(
          unreachable ? 502 : 422, "the migration can't begin; nothing was changed", wrong);
    }
    FleetDifferences.of(plans)
        .forEach((shard, how) -> findings.get(shard.name()).add(differs(how)));
    return findings;
  }

  private static Finding differs(String how) {
    return Finding.warning(
        "differs-from-fleet", how + ".", "Look whether that is meant; it is filled as it is.");
  }

  private Callable<Surveyed> survey(MigrationSpec spec, ShardAddress shard) {
    return () -> store.survey(spec, shard);
  }

  private static boolean isPermanent(Throwable e) {
    return e instanceof ShardFailure failure && failure.kind() == FailureKind.PERMANENT;
  }

  private static Problem.Item failed(ShardAddress shard, Throwable cause) {
    if (cause instanceof ShardFailure failure) {
      return Problem.Item.at(
          shard.id(),
          failure.code(),
          String.valueOf(failure.getMessage()),
          "Check the shard's url, user and password in the fleet, and that the server runs.");
    }
    if (cause instanceof RuntimeException bug) {
      throw bug;
    }
    throw new IllegalStateException("a survey failed in an unknown way", cause);
  }

  private static Problem.Item silent(ShardAddress shard) {
    return Problem.Item.at(
        shard.id(),
        "no-answer",
        "The shard did not answer within " + LONGEST.toSeconds() + " s.",
        "Check the shard's url in the fleet, and that the server runs.");
  }
}
