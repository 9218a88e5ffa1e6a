package dev.infill.common.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a capture of MySQL stands on: the columns that the fill reads, writes and is keyed by, and
 * that a unique index holds the key. It stands in the capture's {@link BinlogNote}, and whoever
 * looks compares it with what is there now. When it differs, values may have changed that no row in
 * the log tells of: the capture is lost, and everything is checked again.
 *
 * <p>Columns that somebody adds beside, indexes, constraints, a default, and a table that is
 * rebuilt as it was leave it as it is. The catalog tells no more of a table's identity to whoever
 * may only read it: {@code CREATE_TIME} changes with every {@code ALTER TABLE}, and the number of
 * InnoDB's with every rebuild. That a table was swapped, or a column dropped and added again, the
 * log itself tells, in order; the capture that reads it is lost by that.
 */
public final class MySqlGround {
  private static final String COLUMNS =
      """
      SELECT column_name, column_type, COALESCE(collation_name, ''),
             COALESCE(generation_expression, '')
        FROM information_schema.columns
       WHERE table_schema = ? AND table_name = ?
      """;

  private static final String UNIQUE_INDEXES =
      """
      SELECT index_name, column_name, sub_part
        FROM information_schema.statistics
       WHERE table_schema = ? AND table_name = ? AND non_unique = 0
       ORDER BY index_name, seq_in_index
      """;

  private record Column(String name, String type, String collation, String generated) {
    String text() {
      return String.join("\n", name, type, collation, generated);
    }
  }

  private record IndexPart(String index, String column) {}

  private MySqlGround() {}

  /** A digest of what is there now; of a table that is gone, too. */
  public static String digest(Connection connection, ColumnFill fill) throws SQLException {
    var table = fill.table();
    var queries = new Queries(connection);
    List<Column> columns =
        queries.list(
            row ->
                new Column(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
            COLUMNS,
            table.schema(),
            table.table());
    String used =
        used(columns, fill).stream().map(Column::text).sorted().collect(Collectors.joining("\n\n"));
    return sha256(used + "\n\n" + (keyed(queries, fill) ? "keyed" : "not keyed"));
  }

  /** Whether the fill reads or writes a column of that name, or is keyed by it. */
  public static boolean uses(ColumnFill fill, String column) {
    String values =
        fill.columns().stream().map(FilledColumn::value).collect(Collectors.joining("\n"));
    return named(fill).contains(folded(column)) || reads(values, column);
  }

  private static Set<String> named(ColumnFill fill) {
    return Stream.of(
            fill.key().stream().map(KeyColumn::name),
            fill.columns().stream().map(FilledColumn::name),
            fill.sources().stream())
        .flatMap(names -> names)
        .map(MySqlGround::folded)
        .collect(Collectors.toSet());
  }

  /** Those that the fill names, and those that a generated one among them follows from. */
  private static Set<Column> used(List<Column> columns, ColumnFill fill) {
    Set<Column> used = new HashSet<>();
    columns.stream().filter(column -> uses(fill, column.name())).forEach(used::add);
    boolean more = true;
    while (more) {
      String generated = used.stream().map(Column::generated).collect(Collectors.joining("\n"));
      more =
          used.addAll(columns.stream().filter(column -> reads(generated, column.name())).toList());
    }
    return used;
  }

  /**
   * A column whose name stands anywhere in an expression counts as read; one too many costs a
   * check.
   */
  private static boolean reads(String expressions, String column) {
    return folded(expressions).contains(folded(column.replace("`", "``")));
  }

  private static boolean keyed(Queries queries, ColumnFill fill) throws SQLException {
    List<String> key = fill.key().stream().map(column -> folded(column.name())).toList();
    var indexes =
        queries
            .list(
                row -> {
                  String column = row.getString(2);
                  boolean whole = column != null && row.getObject(3) == null;
                  // Of an expression or a prefix: no column is called so.
                  return new IndexPart(row.getString(1), whole ? folded(column) : "");
                },
                UNIQUE_INDEXES,
                fill.table().schema(),
                fill.table().table())
            .stream()
            .collect(
                Collectors.groupingBy(
                    IndexPart::index, Collectors.mapping(IndexPart::column, Collectors.toList())));
    return indexes.containsValue(key);
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
