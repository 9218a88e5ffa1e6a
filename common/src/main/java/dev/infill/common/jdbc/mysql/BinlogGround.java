package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.model.UniqueName;
import dev.infill.common.mysql.UsedColumns;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a capture was begun on: the server, and what of the table the fill relies on. It stands in
 * the capture's {@link dev.infill.common.jdbc.BinlogNote}, and whoever looks compares it with what
 * is there now.
 *
 * <p>A server that took over may lack the last of what the old one committed, our own writes among
 * it. A partition that is exchanged brings rows that no log tells of. That the table as a whole was
 * copied, or another one took its name, is not seen here, since each rebuild looks like it; the log
 * tells the statement.
 *
 * @param server its UUID
 * @param columns a digest of the columns that the fill reads and writes, also of tables that values
 *     look into: their names, types and how they are generated
 * @param keyed whether a unique index holds the key
 * @param parts the server's number of each partition; empty where there are none, or we may not see
 *     them
 */
public record BinlogGround(
    String server, String columns, boolean keyed, Map<String, String> parts) {
  private static final Pattern TEXT =
      Pattern.compile("server=(\\S*) columns=(\\S*) keyed=(true|false) parts=(\\S*)");

  private static final String EXPRESSIONS =
      """
      SELECT column_name, generation_expression FROM information_schema.columns
       WHERE table_schema = ? AND table_name = ? AND generation_expression <> ''
      """;

  /** Names stand here as those of files. */
  private static final String PARTS =
      """
      SELECT name, table_id FROM information_schema.innodb_tables
       WHERE LOWER(LEFT(name, CHAR_LENGTH(?))) = LOWER(?)
       ORDER BY name
      """;

  /** One needs a privilege to see them. */
  private static final int NOT_ALLOWED = 1227;

  public BinlogGround {
    parts = Map.copyOf(parts);
  }

  /**
   * Looks at what is there for a fill.
   *
   * @return empty when the table is gone
   */
  public static Optional<BinlogGround> of(Connection connection, ColumnFill fill)
      throws SQLException {
    return of(new Db(connection), fill);
  }

  static Optional<BinlogGround> of(Db db, ColumnFill fill) throws SQLException {
    var columns = Columns.of(db, fill.table());
    if (columns.isEmpty()) {
      return Optional.empty();
    }
    var key = fill.key().stream().map(KeyColumn::name).toList();
    return Optional.of(
        new BinlogGround(
            db.text("SELECT @@GLOBAL.server_uuid"),
            digest(db, fill, columns),
            KeyFinder.holds(db, fill.table(), key),
            parts(db, fill.table())));
  }

  private static String digest(Db db, ColumnFill fill, List<Column> columns) throws SQLException {
    var generated = generated(db, fill.table(), columns);
    var used = UsedColumns.of(fill, generated);
    String own =
        columns.stream()
            .filter(column -> used.contains(column.name()))
            .map(column -> column.name() + "|" + column.type() + "|" + generated.get(column.name()))
            .sorted()
            .collect(Collectors.joining("\n"));
    return UniqueName.hash(own + lookups(db, fill));
  }

  /** All columns, each with the expression that gives it; an empty text where there is none. */
  private static Map<String, String> generated(Db db, TableName table, List<Column> columns)
      throws SQLException {
    var generated = new LinkedHashMap<String, String>();
    columns.forEach(column -> generated.put(column.name(), ""));
    db.list(
            row -> Map.entry(row.getString(1), row.getString(2)),
            EXPRESSIONS,
            table.schema(),
            table.table())
        .forEach(entry -> generated.put(entry.getKey(), entry.getValue()));
    return generated;
  }

  /** Of the tables that are looked into. Each row's change is told there, whatever changed. */
  private static String lookups(Db db, ColumnFill fill) throws SQLException {
    var all = new StringBuilder();
    for (Lookup lookup : fill.lookups()) {
      all.append('\n').append(lookup.table());
      var columns = Columns.of(db, lookup.table());
      var generated = generated(db, lookup.table(), columns);
      columns.stream()
          .filter(column -> UsedColumns.names(fill, lookup, column.name()))
          .map(
              column ->
                  "\n" + column.name() + "|" + column.type() + "|" + generated.get(column.name()))
          .sorted()
          .forEach(all::append);
    }
    return all.toString();
  }

  private static Map<String, String> parts(Db db, TableName table) throws SQLException {
    String prefix = file(table.schema()) + "/" + file(table.table()) + "#p#";
    var parts = new LinkedHashMap<String, String>();
    try {
      db.list(
              row -> Map.entry(row.getString(1).substring(prefix.length()), row.getString(2)),
              PARTS,
              prefix,
              prefix)
          .forEach(entry -> parts.put(entry.getKey(), entry.getValue()));
    } catch (SQLException e) {
      if (e.getErrorCode() != NOT_ALLOWED) {
        throw e;
      }
    }
    return parts;
  }

  /** A name as the server calls a file. */
  static String file(String name) {
    return name.chars()
        .mapToObj(
            c ->
                (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '_'
                    ? String.valueOf((char) c)
                    : String.format("@%04x", c))
        .collect(Collectors.joining());
  }

  /** As it stands in the note. */
  public String text() {
    return "server=%s columns=%s keyed=%s parts=%s"
        .formatted(
            server,
            columns,
            keyed,
            parts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(part -> part.getKey() + ":" + part.getValue())
                .collect(Collectors.joining(",")));
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static BinlogGround in(String text) {
    var read = TEXT.matcher(text);
    if (!read.matches()) {
      throw new IllegalArgumentException("no ground of a capture: " + text);
    }
    return new BinlogGround(
        read.group(1),
        read.group(2),
        Boolean.parseBoolean(read.group(3)),
        Arrays.stream(read.group(4).split(","))
            .filter(part -> !part.isEmpty())
            .collect(
                Collectors.toMap(
                    part -> part.substring(0, part.lastIndexOf(':')),
                    part -> part.substring(part.lastIndexOf(':') + 1))));
  }

  /** Why what was captured and checked on this ground does not count any more. */
  public Optional<String> lostBy(BinlogGround now) {
    if (!server.equals(now.server)) {
      return Optional.of("another server took over: " + server + " became " + now.server);
    }
    if (!columns.equals(now.columns)) {
      return Optional.of("columns that the fill reads or writes were altered");
    }
    if (keyed && !now.keyed) {
      return Optional.of("no unique index holds the key any more");
    }
    return exchanged(now)
        ? Optional.of("a partition was exchanged or rebuilt, which no log tells of row by row")
        : Optional.empty();
  }

  /** Where all partitions are new, the table was rebuilt with what it held. */
  private boolean exchanged(BinlogGround now) {
    var both = parts.keySet().stream().filter(now.parts::containsKey).toList();
    long same = both.stream().filter(part -> parts.get(part).equals(now.parts.get(part))).count();
    return same > 0 && same < both.size();
  }
}
