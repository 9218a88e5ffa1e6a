package dev.infill.deploy.events;

import dev.infill.common.message.Event;
import dev.infill.common.message.Recorded;
import dev.infill.common.model.MigrationId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which events are shown.
 *
 * @param migration its name; empty for all
 * @param shard its id; empty for all
 * @param kinds such as {@code RangeFilled}; empty for all
 */
public record EventFilter(
    Optional<MigrationId> migration, Optional<String> shard, Set<String> kinds) {
  public EventFilter {
    kinds = Set.copyOf(kinds);
  }

  /** All kinds there are. */
  public static Set<String> allKinds() {
    return Stream.of(Event.class.getPermittedSubclasses())
        .map(Class::getSimpleName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The kinds of these names, whatever their case; those that are none are left out. */
  public static Set<String> kinds(List<String> names) {
    Set<String> wanted =
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    return allKinds().stream()
        .filter(kind -> wanted.contains(kind.toLowerCase(Locale.ROOT)))
        .collect(Collectors.toSet());
  }

  /** Whether an event is to be shown. */
  public boolean takes(Recorded recorded) {
    var subject = recorded.subject();
    return migration.filter(name -> !name.equals(subject.migration())).isEmpty()
        && shard.filter(id -> !id.equals(subject.shard().name())).isEmpty()
        && (kinds.isEmpty() || kinds.contains(recorded.event().getClass().getSimpleName()));
  }
}
