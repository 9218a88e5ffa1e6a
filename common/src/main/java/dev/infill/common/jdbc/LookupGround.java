package dev.infill.common.jdbc;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.postgres.Quoting;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a table that values look into was when its capture began. It is part of a {@link
 * CaptureGround}: when it differs, values may have changed, or may change from now on, and no
 * change stream tells.
 *
 * <p>{@code TRUNCATE}, an {@code ALTER TABLE} that rewrites and {@code VACUUM FULL} give the table
 * a new file; without its replica identity the log would not tell which rows a changed one led to.
 */
final class LookupGround {
  /** As in the table itself, a column whose name stands in a text counts as read. */
  private static final String FIND =
      """
      SELECT concat_ws(':', c.oid, (
               SELECT string_agg(a.attnum::text, '.' ORDER BY a.attnum) FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                  AND strpos(lower(?), lower(replace(a.attname::text, '"', '""'))) > 0))
        FROM pg_class c WHERE c.oid = to_regclass(?)
      """;

  private static final String NOW =
      """
      SELECT concat_ws(':', ?::text, md5(concat_ws('|', pg_relation_filenode(c.oid), c.relreplident,
               (SELECT string_agg(i.indexrelid::text || i.indkey::text, ',' ORDER BY i.indexrelid)
                  FROM pg_index i WHERE i.indrelid = c.oid
                   AND (i.indisreplident OR i.indisprimary)),
               (SELECT string_agg(concat_ws('|', a.attnum, a.attname,
                                            format_type(a.atttypid, a.atttypmod), a.attcollation),
                                  ',' ORDER BY a.attnum)
                  FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND NOT a.attisdropped
                   AND a.attnum = ANY (string_to_array(split_part(?::text, ':', 2), '.')::int2[])))))
        FROM (SELECT split_part(?::text, ':', 1)::oid AS asked) AS asked
        LEFT JOIN pg_class c ON c.oid = asked
      """;

  private LookupGround() {}

  /** Of each table that the fill looks into, in one word without blanks; empty for none. */
  static String of(Connection connection, ColumnFill fill) throws SQLException {
    var places = new ArrayList<String>();
    for (Lookup lookup : fill.lookups()) {
      try (var statement = connection.prepareStatement(FIND)) {
        statement.setString(1, texts(fill, lookup));
        statement.setString(2, Quoting.table(lookup.table()));
        try (var found = statement.executeQuery()) {
          places.add(found.next() ? found.getString(1) : "0:");
        }
      }
    }
    return now(connection, places);
  }

  /** The same places as they are now. */
  static String now(Connection connection, String before) throws SQLException {
    return now(
        connection,
        Stream.of(before.split(","))
            .filter(entry -> !entry.isEmpty())
            .map(entry -> entry.substring(0, entry.lastIndexOf(':')))
            .toList());
  }

  private static String now(Connection connection, List<String> places) throws SQLException {
    var entries = new ArrayList<String>();
    for (String place : places) {
      try (var statement = connection.prepareStatement(NOW)) {
        statement.setString(1, place);
        statement.setString(2, place);
        statement.setString(3, place);
        try (var found = statement.executeQuery()) {
          found.next();
          entries.add(found.getString(1));
        }
      }
    }
    return String.join(",", entries);
  }

  private static String texts(ColumnFill fill, Lookup lookup) {
    return Stream.concat(Stream.of(lookup.via()), fill.columns().stream().map(FilledColumn::value))
        .collect(Collectors.joining("\n"));
  }
}
