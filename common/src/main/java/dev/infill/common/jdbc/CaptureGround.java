package dev.infill.common.jdbc;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.postgres.Quoting;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a capture was begun on: the server with its timeline, and the table's columns, key and
 * files. It stands in the publication's comment, and whoever looks compares it with what is there
 * now. When it differs, something happened that no change stream shows: the capture is lost, and
 * everything is checked again.
 *
 * <p>A standby that was promoted may lack the last of what the old primary committed, our own
 * writes among it; it goes on with another timeline. An {@code ALTER TABLE} that rewrites the table
 * may change every value and leaves new files and new versions of the catalog's rows of its
 * columns; {@code VACUUM FULL} leaves only new files, and most other changes only new versions.
 *
 * @param server the system's identifier and its timeline
 * @param table its oid
 * @param numbers attribute numbers of the columns that the fill reads and writes
 * @param key of these, the key's, in its order
 * @param columns a digest of their names and types
 * @param versions a digest of the catalog's versions of them
 * @param files the table's file by its number; of a partitioned table, each partition's
 * @param keyed whether a unique index holds the key
 * @param lookups the tables that values look into, as {@link LookupGround} tells them
 */
public record CaptureGround(
    String server,
    String table,
    String numbers,
    String key,
    String columns,
    String versions,
    String files,
    boolean keyed,
    String lookups) {

  /**
   * A column whose name stands anywhere in the value counts as read; one too many costs a check.
   */
  private static final String FIND =
      """
      SELECT c.oid,
             string_agg(a.attnum::text, ',' ORDER BY a.attnum),
             (SELECT string_agg(b.attnum::text, ',' ORDER BY k.n)
                FROM unnest(?::text[]) WITH ORDINALITY AS k(name, n)
                JOIN pg_attribute b ON b.attrelid = c.oid AND b.attname = k.name)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.oid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
         AND (a.attname = ANY (?::text[])
              OR strpos(lower(?), lower(replace(a.attname::text, '"', '""'))) > 0)
       GROUP BY c.oid
      """;

  private static final String NOW =
      """
      SELECT (SELECT system_identifier FROM pg_control_system()) || '/'
               || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
             (SELECT md5(coalesce(string_agg(
                       concat_ws('|', a.attnum, a.attname, format_type(a.atttypid, a.atttypmod),
                                 a.attcollation, a.attgenerated), ',' ORDER BY a.attnum), ''))
                FROM pg_attribute a
               WHERE a.attrelid = t AND a.attnum = ANY (numbers) AND NOT a.attisdropped),
             (SELECT md5(coalesce(string_agg(a.xmin::text, ',' ORDER BY a.attnum), ''))
                FROM pg_attribute a
               WHERE a.attrelid = t AND a.attnum = ANY (numbers) AND NOT a.attisdropped),
             (SELECT coalesce(string_agg(o::text || ':' || pg_relation_filenode(o), ',' ORDER BY o), '')
                FROM (SELECT t UNION SELECT relid::oid FROM pg_partition_tree(t)) AS parts(o)),
             EXISTS (SELECT FROM pg_index i
                      WHERE i.indrelid = t AND i.indisunique AND i.indisvalid AND i.indimmediate
                        AND i.indpred IS NULL AND i.indexprs IS NULL
                        AND (i.indkey::int2[])[0:i.indnkeyatts - 1] = key)
        FROM (SELECT ?::oid, string_to_array(?, ',')::int2[], string_to_array(?, ',')::int2[])
             AS ground(t, numbers, key)
      """;

  private static final Pattern NOTE =
      Pattern.compile(
          "; begun on ([0-9]+/[0-9A-F]+) (\\d+) ([\\d,]*) ([\\d,]*) (\\w+) (\\w+) ([\\d:,]*) (true|false)(?: into ([\\w.:,]+))?$");

  /**
   * Looks at what is there for a fill.
   *
   * @return empty when the table is gone
   */
  public static Optional<CaptureGround> of(Connection connection, ColumnFill fill)
      throws SQLException {
    var key = fill.key().stream().map(KeyColumn::name).toArray();
    List<Object> named = new ArrayList<>(List.of(key));
    fill.columns().forEach(column -> named.add(column.name()));
    named.addAll(fill.sources());
    // All that is computed in one text, in which names are looked for.
    String values =
        Stream.concat(
                fill.columns().stream().map(FilledColumn::value),
                fill.lookups().stream().map(Lookup::via))
            .collect(Collectors.joining("\n"));
    try (var statement = connection.prepareStatement(FIND)) {
      statement.setArray(1, connection.createArrayOf("text", key));
      statement.setString(2, Quoting.table(fill.table()));
      statement.setArray(3, connection.createArrayOf("text", named.toArray()));
      statement.setString(4, values);
      try (var found = statement.executeQuery()) {
        return found.next()
            ? Optional.of(
                now(
                    connection,
                    found.getString(1),
                    text(found.getString(2)),
                    text(found.getString(3)),
                    LookupGround.of(connection, fill)))
            : Optional.empty();
      }
    }
  }

  /** The same place as it is now. */
  public CaptureGround now(Connection connection) throws SQLException {
    return now(connection, table, numbers, key, LookupGround.now(connection, lookups));
  }

  private static CaptureGround now(
      Connection connection, String table, String numbers, String key, String lookups)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(NOW)) {
      statement.setString(1, table);
      statement.setString(2, numbers);
      statement.setString(3, key);
      try (var found = statement.executeQuery()) {
        found.next();
        return new CaptureGround(
            text(found.getString(1)),
            table,
            numbers,
            key,
            text(found.getString(2)),
            text(found.getString(3)),
            text(found.getString(4)),
            found.getBoolean(5),
            lookups);
      }
    }
  }

  /** As it stands at the end of a comment. */
  public String note() {
    return "; begun on "
        + String.join(
            " ", server, table, numbers, key, columns, versions, files, Boolean.toString(keyed))
        + (lookups.isEmpty() ? "" : " into " + lookups);
  }

  /** Reads the end of a comment; empty when no ground stands there. */
  public static Optional<CaptureGround> in(String comment) {
    var note = NOTE.matcher(comment);
    return note.find()
        ? Optional.of(
            new CaptureGround(
                note.group(1),
                note.group(2),
                note.group(3),
                note.group(4),
                note.group(5),
                note.group(6),
                note.group(7),
                Boolean.parseBoolean(note.group(8)),
                text(note.group(9))))
        : Optional.empty();
  }

  public boolean sameServer(CaptureGround now) {
    return server.equals(now.server);
  }

  /** Why what was captured and checked on this ground does not count any more. */
  public Optional<String> lostBy(CaptureGround now) {
    if (!sameServer(now)) {
      return Optional.of(
          "another server took over, or it was restored: system and timeline "
              + server
              + " became "
              + now.server);
    }
    if (!columns.equals(now.columns)) {
      return Optional.of("columns that the fill reads or writes were altered");
    }
    if (keyed && !now.keyed) {
      return Optional.of("no unique index holds the key any more");
    }
    if (!lookups.equals(now.lookups)) {
      return Optional.of(
          "a table that a value looks into was emptied, rewritten or altered, which no change stream shows");
    }
    if (!versions.equals(now.versions) && hasNewFile(now)) {
      return Optional.of("the table was rewritten by an ALTER TABLE, which no change stream shows");
    }
    return Optional.empty();
  }

  /** Of what is there both times: partitions come and go without a word of this. */
  private boolean hasNewFile(CaptureGround now) {
    var before = Set.of(files.split(",", -1));
    var parts = before.stream().map(file -> file.replaceAll(":.*", "")).collect(Collectors.toSet());
    return Arrays.stream(now.files.split(",", -1))
        .anyMatch(file -> parts.contains(file.replaceAll(":.*", "")) && !before.contains(file));
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
