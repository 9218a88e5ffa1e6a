package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.MigrationId;
import dev.infill.coordinator.lifecycle.ShardState.AwaitingTurn;
import dev.infill.coordinator.lifecycle.ShardState.Completed;
import dev.infill.coordinator.lifecycle.ShardState.Planned;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Other migrations that a shard has to wait for before it begins. */
final class Obstacles {
  private static final Comparator<ShardMigration> FIRST_COME =
      Comparator.comparing(ShardMigration::submittedAt)
          .thenComparing(m -> m.id().migration().name());

  private Obstacles() {}

  /** What is in the way, for people; empty where nothing is. */
  static Optional<String> of(ShardMigration m, Collection<ShardMigration> all) {
    return before(m, all)
        .or(() -> sameTable(m, all).map(o -> "waits for " + told(o) + " on the same table"));
  }

  /** A migration that goes before it, and is not complete. */
  private static Optional<String> before(ShardMigration m, Collection<ShardMigration> all) {
    return m.spec().schedule().after().stream()
        .flatMap(name -> incomplete(name, all).stream())
        .findFirst();
  }

  private static Optional<String> incomplete(MigrationId name, Collection<ShardMigration> all) {
    var shards = all.stream().filter(o -> o.id().migration().equals(name)).toList();
    return shards.isEmpty()
        ? Optional.of("comes after " + name + ", which was not submitted")
        : shards.stream()
            .filter(o -> !(o.state() instanceof Completed))
            .findFirst()
            .map(o -> "comes after " + told(o));
  }

  /**
   * Another that works on the table, or comes first of those that wait to. What the first itself
   * has to wait for long lets others go before it.
   */
  private static Optional<ShardMigration> sameTable(
      ShardMigration m, Collection<ShardMigration> all) {
    Stream<ShardMigration> others =
        all.stream()
            .filter(o -> !o.id().migration().equals(m.id().migration()))
            .filter(o -> o.shard().database().equals(m.shard().database()))
            .filter(o -> o.spec().table().equals(m.spec().table()));
    return others
        .filter(
            o -> works(o) || (waits(o) && FIRST_COME.compare(o, m) < 0 && before(o, all).isEmpty()))
        .min(FIRST_COME);
  }

  private static boolean works(ShardMigration o) {
    return o.begun() && !o.state().ended();
  }

  private static boolean waits(ShardMigration o) {
    return o.state() instanceof Planned
        || (o.state() instanceof AwaitingTurn s && s.halted().isEmpty());
  }

  private static String told(ShardMigration o) {
    return "%s, which is %s on %s"
        .formatted(o.id().migration(), o.state().phase(), o.id().shard().name());
  }
}
