package dev.infill.common.jdbc.schema;

import dev.infill.common.model.MigrationShard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
  private static final int HASH = 8;

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
    String plain = readable.replaceAll("[^a-z0-9]+", "_");
    int room = MOST - kind.prefix.length() - HASH - 1;
    return kind.prefix + plain.substring(0, Math.min(room, plain.length())) + "_" + hash(unique);
  }

  /** Eight characters that tell two texts apart. */
  static String hash(String unique) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = digest.digest(unique.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
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
