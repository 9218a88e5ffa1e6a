package dev.infill.coordinator.http;

import dev.infill.common.kafka.Codec;
import dev.infill.common.message.Command;
import dev.infill.common.message.Finding;
import dev.infill.common.message.Finding.Severity;
import dev.infill.common.message.Tuning;
import dev.infill.common.model.MigrationId;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import dev.infill.coordinator.lifecycle.ShardMigration;
import dev.infill.coordinator.lifecycle.ShardState;
import dev.infill.coordinator.lifecycle.ShardState.Paused;
import dev.infill.coordinator.lifecycle.ShardState.RolledBack;
import dev.infill.coordinator.lifecycle.ShardState.RollingBack;
import dev.infill.coordinator.status.Actions;
import dev.infill.coordinator.status.Views;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What an operator may ask of migrations; each request is checked here and then sent as a command.
 */
final class Operations {
  /** How long a command may take to show before the request is answered all the same. */
  private static final Duration SHOWN = Duration.ofSeconds(5);

  private static final Duration LOOK = Duration.ofMillis(20);

  private final Views views;
  private final CommandSink commands;
  private final Surveys surveys;
  private final InstantSource clock;
  private final Codec codec = Codec.ofMessages();

  Operations(Views views, CommandSink commands, Surveys surveys, InstantSource clock) {
    this.views = views;
    this.commands = commands;
    this.surveys = surveys;
    this.clock = clock;
  }

  /**
   * What became of a submission.
   *
   * @param isNew false where the same migration was submitted before
   * @param digest of spec and fleet; the same for the same
   * @param findings warnings and notes, by shard
   */
  record Submitted(boolean isNew, String digest, Map<String, List<Finding>> findings) {}

  /**
   * Begins a migration, once every shard was looked at and nothing stands against it.
   *
   * @throws ProblemException when something does
   */
  Submitted submit(Submission submission) throws IOException, InterruptedException {
    MigrationId name = submission.spec().name();
    views.refresh();
    var existing = shards(name);
    if (!existing.stream().allMatch(ShardMigration::nameIsFree)) {
      if (same(existing, submission)) {
        return new Submitted(false, submission.digest(codec), Map.of());
      }
      throw new ProblemException(
          409,
          "a migration named "
              + name
              + " exists with another spec or fleet; take another name,"
              + " or roll it back first",
          SpecDifference.of(existing, submission, codec));
    }
    var findings = surveys.of(submission.spec(), submission.fleet());
    commands.send(name, Command.Submit.of(submission.spec(), submission.fleet()));
    int expected = submission.fleet().shards().size();
    awaitShown(name, shards -> shards.stream().filter(m -> !m.nameIsFree()).count() >= expected);
    return new Submitted(true, submission.digest(codec), withoutErrors(findings));
  }

  void pause(MigrationId id) throws IOException, InterruptedException {
    Predicate<ShardState> done = s -> s instanceof Paused;
    ask(id, new Command.Pause(), done.or(Actions.PAUSE::may), "paused", done);
  }

  void resume(MigrationId id) throws IOException, InterruptedException {
    Predicate<ShardState> may = Actions.RESUME::may;
    ask(id, new Command.Resume(), may, "resumed", may.negate());
  }

  /**
   * Lets indexes and constraints go on where they wait for it.
   *
   * @throws ProblemException when there is no such migration or shard, or none that waits
   */
  void approve(MigrationId id, Optional<ShardId> shard) throws IOException, InterruptedException {
    Predicate<ShardState> may = Actions.APPROVE::may;
    ask(id, new Command.Approve(shard), shard, may, "approved", may.negate());
  }

  void rollBack(MigrationId id) throws IOException, InterruptedException {
    Predicate<ShardState> done = s -> s instanceof RollingBack || s instanceof RolledBack;
    Predicate<ShardState> may = s -> s instanceof RollingBack || Actions.ROLLBACK.may(s);
    ask(id, new Command.RollBack(), may, "rolled back", done);
  }

  /**
   * Sets other limits than the spec's, or those again.
   *
   * @throws ProblemException when there is no such migration or shard
   */
  void tune(MigrationId id, Command.Tune command) throws IOException, InterruptedException {
    views.refresh();
    var named = named(id, command.shard()).stream().map(ShardMigration::id).toList();
    var shown = Optional.of(command.tuning()).filter(Tuning::any);
    commands.send(id, command);
    awaitShown(
        id,
        now ->
            now.stream()
                .filter(m -> named.contains(m.id()))
                .allMatch(m -> m.tuned().equals(shown)));
  }

  private void ask(
      MigrationId id,
      Command command,
      Predicate<ShardState> may,
      String done,
      Predicate<ShardState> shown)
      throws IOException, InterruptedException {
    ask(id, command, Optional.empty(), may, done, shown);
  }

  private void ask(
      MigrationId id,
      Command command,
      Optional<ShardId> shard,
      Predicate<ShardState> may,
      String done,
      Predicate<ShardState> shown)
      throws IOException, InterruptedException {
    views.refresh();
    var shards = named(id, shard);
    if (shards.stream().map(ShardMigration::state).noneMatch(may)) {
      throw new ProblemException(
          409, "migration " + id + " can't be " + done + ": it is " + phases(shards));
    }
    commands.send(id, command);
    awaitShown(
        id,
        now ->
            now.stream()
                .filter(
                    m ->
                        shards.stream().anyMatch(b -> b.id().equals(m.id()) && may.test(b.state())))
                .map(ShardMigration::state)
                .allMatch(shown));
  }

  /** So that whoever asks next sees what they did; without it they would see it a moment later. */
  private void awaitShown(MigrationId id, Predicate<List<ShardMigration>> shown)
      throws InterruptedException {
    var until = clock.instant().plus(SHOWN);
    while (!shown.test(shards(id)) && clock.instant().isBefore(until)) {
      Thread.sleep(LOOK);
    }
  }

  /**
   * A migration's shards, or the one of them that is named.
   *
   * @throws ProblemException when there is no such migration or shard
   */
  private List<ShardMigration> named(MigrationId id, Optional<ShardId> shard) {
    var all = shards(id);
    if (all.isEmpty()) {
      throw new ProblemException(404, "there is no migration named " + id);
    }
    var named =
        all.stream().filter(m -> shard.filter(s -> !s.equals(m.id().shard())).isEmpty()).toList();
    if (named.isEmpty()) {
      throw new ProblemException(422, id + " has no shard named " + shard.orElseThrow().name());
    }
    return named;
  }

  private List<ShardMigration> shards(MigrationId id) {
    return views.migrations().stream().filter(m -> m.id().migration().equals(id)).toList();
  }

  private static boolean same(List<ShardMigration> existing, Submission submission) {
    Set<ShardAddress> shards =
        existing.stream().map(ShardMigration::shard).collect(Collectors.toSet());
    return shards.equals(Set.copyOf(submission.fleet().shards()))
        && existing.stream()
            .allMatch(m -> m.spec().equals(submission.spec().on(submission.fleet(), m.shard())));
  }

  private static String phases(List<ShardMigration> shards) {
    return shards.stream()
        .map(m -> m.state().phase())
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private static Map<String, List<Finding>> withoutErrors(Map<String, List<Finding>> findings) {
    return findings.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                e -> e.getValue().stream().filter(f -> f.severity() != Severity.ERROR).toList()));
  }
}
