package dev.infill.common.jdbc.postgres;

import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.UniqueName;
import java.nio.charset.StandardCharsets;

/**
 * The names of what a migration makes on a shard. Each holds a hash of migration and shard, so that
 * no two of them meet, and fits the 63 bytes that a server keeps.
 */
final class ObjectNames {
  /** What the name is for. */
  enum Kind {
    SLOT("infill_"),
    PUBLICATION("infill_"),
    /** Triggers fire in the order of their names, and this one last. */
    TRIGGER("zz_infill_"),
    FUNCTION("infill_bridge_"),
    NOT_NULL("infill_not_null_");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }
  }

  /** What the names of all our slots begin with. */
  static final String SLOTS = Kind.SLOT.prefix;

  /** What the names of all our triggers begin with. */
  static final String TRIGGERS = Kind.TRIGGER.prefix;

  private static final int MOST = 63;

  private ObjectNames() {}

  static String of(Kind kind, MigrationShard id) {
    return of(kind, id.migration() + "_" + id.shard(), id.toString());
  }

  /** The name of what belongs to one of the migration's columns. */
  static String of(Kind kind, MigrationShard id, String column) {
    // No shard's name holds a slash, so this is never the name of another shard's.
    return of(kind, id.migration() + "_" + column, id + "/" + column);
  }

  private static String of(Kind kind, String readable, String unique) {
    return UniqueName.of(kind.prefix, readable, unique, MOST);
  }

  /** As much of a name as fits, by whole characters. */
  static String cut(String name, int mostBytes) {
    var cut = new StringBuilder(name);
    while (cut.toString().getBytes(StandardCharsets.UTF_8).length > mostBytes) {
      cut.setLength(cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut.toString();
  }
}
