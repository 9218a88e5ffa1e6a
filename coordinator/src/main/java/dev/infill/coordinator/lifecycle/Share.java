package dev.infill.coordinator.lifecycle;

import dev.infill.common.model.MigrationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a migration may have of the ranges that a shard allows all migrations together.
 *
 * @param ranges how many, 0 or more
 * @param reason who has the others, for people
 */
public record Share(int ranges, String reason) {
  /** Who submitted first has the odd one. */
  private static final Comparator<ShardMigration> ORDER =
      Comparator.<ShardMigration>comparingInt(m -> -m.spec().schedule().priority())
          .thenComparing(ShardMigration::submittedAt)
          .thenComparing(m -> m.id().migration().name());

  /**
   * The share now. Every coordinator comes to the same one by the states that it sees; for the
   * moment in which they see different ones, a shard may be worked by some ranges more or less.
   *
   * @param all migrations on all shards; those on other databases do not matter
   * @return empty where the shard has no such limit, or nobody else works there
   */
  public static Optional<Share> of(ShardMigration m, Collection<ShardMigration> all, Instant now) {
    var sharing = new ArrayList<>(List.of(m));
    all.stream()
        .filter(o -> !o.id().equals(m.id()))
        .filter(o -> o.shard().database().equals(m.shard().database()))
        .filter(o -> Effects.works(o) && o.standstill(now).isEmpty())
        .forEach(sharing::add);
    var limit =
        sharing.stream()
            .flatMap(o -> o.spec().schedule().sharedRanges().stream())
            .min(Comparator.naturalOrder());
    if (limit.isEmpty()) {
      return Optional.empty();
    }
    sharing.sort(ORDER);
    int ranges = divided(sharing, limit.get(), now).getOrDefault(m.id().migration(), 0);
    return Optional.of(new Share(ranges, reason(m, sharing, ranges, limit.get())));
  }

  /** The greater priority takes what it may; equals take one after the other in turn. */
  private static Map<MigrationId, Integer> divided(
      List<ShardMigration> sharing, int limit, Instant now) {
    var given = new HashMap<MigrationId, Integer>();
    int left = limit;
    int at = 0;
    while (at < sharing.size() && left > 0) {
      int priority = sharing.get(at).spec().schedule().priority();
      var equals =
          sharing.stream().filter(o -> o.spec().schedule().priority() == priority).toList();
      left = inTurn(equals, left, given, now);
      at += equals.size();
    }
    return given;
  }

  private static int inTurn(
      List<ShardMigration> equals, int limit, Map<MigrationId, Integer> given, Instant now) {
    int left = limit;
    boolean more = true;
    while (more && left > 0) {
      more = false;
      for (ShardMigration o : equals) {
        int has = given.getOrDefault(o.id().migration(), 0);
        if (left > 0 && has < o.limits(now).rangesInFlight()) {
          given.put(o.id().migration(), has + 1);
          left--;
          more = true;
        }
      }
    }
    return left;
  }

  private static String reason(
      ShardMigration m, List<ShardMigration> sharing, int ranges, int limit) {
    String others =
        sharing.stream()
            .filter(o -> !o.id().equals(m.id()))
            .map(o -> o.id().migration() + " of priority " + o.spec().schedule().priority())
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? "has all of the shard's " + limit + " shared ranges"
        : "has %d of the shard's %d ranges, beside %s".formatted(ranges, limit, others);
  }
}
