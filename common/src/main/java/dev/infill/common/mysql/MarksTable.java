package dev.infill.common.mysql;

import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.TableName;
import dev.infill.common.model.UniqueName;

/**
 * The table that a migration keeps beside the one it fills while it captures: MySQL's log holds
 * nothing but rows, so whoever wants to leave a mark there writes a row. It holds one row for each
 * {@link Kind}, and is dropped at release.
 */
public final class MarksTable {
  /** What the names of all such tables begin with. */
  public static final String PREFIX = "infill_marks_";

  /** What a row is for; its name stands in the first column. */
  public enum Kind {
    /** What the capture begins at and on. */
    NOTE,
    /** Follows all that was committed before. */
    BARRIER,
    /** Proves that a capture reads on where it had to. */
    START,
    /** Lets a capture's position move on where the table is quiet. */
    MOVE
  }

  /** The columns. */
  public static final String KIND = "kind";

  public static final String CONTENT = "content";

  private static final int MOST = 64;

  private MarksTable() {}

  /** Beside the table that is filled, by a name that no other migration's has. */
  public static TableName of(MigrationShard id, TableName filled) {
    return new TableName(
        filled.schema(),
        UniqueName.of(PREFIX, id.migration() + "_" + id.shard(), id.toString(), MOST));
  }

  public static String create(TableName marks) {
    return """
        CREATE TABLE IF NOT EXISTS %s (
          kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
          content MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL
        ) ENGINE = InnoDB COMMENT = 'Infill: dropped when the migration is released'
        """
        .formatted(Quoting.table(marks));
  }

  public static String drop(TableName marks) {
    return "DROP TABLE IF EXISTS " + Quoting.table(marks);
  }

  /** Parameters: kind, content, content. */
  public static String put(TableName marks) {
    return "INSERT INTO "
        + Quoting.table(marks)
        + " (kind, content) VALUES (?, ?) ON DUPLICATE KEY UPDATE content = ?";
  }

  /** Parameter: kind. */
  public static String read(TableName marks) {
    return "SELECT content FROM " + Quoting.table(marks) + " WHERE kind = ?";
  }
}
