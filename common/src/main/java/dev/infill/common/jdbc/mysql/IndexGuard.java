package dev.infill.common.jdbc.mysql;

import dev.infill.common.dialect.RowStatements;
import dev.infill.common.dialect.Sql;
import dev.infill.common.dialect.TransformStatements;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import dev.infill.common.mysql.MySqlDialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server would run the statements over rows along the key's index, and not over the
 * whole table for each chunk.
 *
 * <p>They are the statements that will run, built by the same dialect, in a session with the same
 * settings. The columns that they fill are not there yet, so another one stands in for them. The
 * server only plans them; it runs none but the one that finds two keys, after that was seen to use
 * the index.
 */
final class IndexGuard {
  /** Below this any plan is as good as another. */
  private static final long FEW_ROWS = 10_000;

  /** So few that a key that is not the primary one is worth its detour, also in a small table. */
  private static final int CHUNK = 200;

  /** A part of it, or a row of it for each that is asked for; many of them is told as one. */
  private static final Set<String> ALONG = Set.of("range", "ref", "eq_ref", "const", "system");

  private static final String WHOLE_INDEX = "index";

  private static final String INDEXES =
      """
      SELECT index_name, LOWER(column_name), COALESCE(sub_part, 0)
        FROM information_schema.statistics
       WHERE table_schema = ? AND table_name = ? AND is_visible = 'YES'
       ORDER BY index_name, seq_in_index
      """;

  private final Db db;
  private final ColumnFill fill;
  private final Findings findings;
  private final Set<String> indexes;

  private IndexGuard(Db db, ColumnFill fill, Findings findings) throws SQLException {
    this.db = db;
    this.fill = fill;
    this.findings = findings;
    this.indexes = leading(db, fill);
  }

  /**
   * @param rows how many the table has, about
   */
  static void look(Db db, ColumnFill fill, long rows, Findings findings) throws SQLException {
    if (rows >= FEW_ROWS) {
      new IndexGuard(db, fill, findings).look();
    }
  }

  private record Part(String index, @Nullable String column, long prefix) {}

  /** Any index that begins with the key's columns leads to the rows of a range. */
  private static Set<String> leading(Db db, ColumnFill fill) throws SQLException {
    var parts =
        db.list(
            row -> new Part(row.getString(1), row.getString(2), row.getLong(3)),
            INDEXES,
            fill.table().schema(),
            fill.table().table());
    var key =
        fill.key().stream()
            .map(KeyColumn::name)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    return parts.stream().collect(Collectors.groupingBy(Part::index)).entrySet().stream()
        .filter(index -> begins(index.getValue(), key))
        .map(index -> index.getKey())
        .collect(Collectors.toSet());
  }

  private static boolean begins(List<Part> index, List<String> key) {
    for (int i = 0; i < key.size(); i++) {
      if (i == index.size()
          || !key.get(i).equals(index.get(i).column())
          || index.get(i).prefix() > 0) {
        return false;
      }
    }
    return true;
  }

  private void look() throws SQLException {
    var statements = new MySqlDialect().rows(fill);
    var all = KeyRange.ALL;
    var first = statements.rangeEnd(all);
    // Without a bound it walks the index from its beginning, and stops.
    if (refused("finds the end of a range", first, Binding.of(all).limit(CHUNK), false)) {
      return;
    }
    var after = key(first, all, 1);
    if (after.isEmpty()) {
      return; // the statistics are of rows that are gone
    }
    var rest = all.rest(after.get());
    var upTo = key(statements.rangeEnd(rest), rest, CHUNK);
    var range = new KeyRange(after, Optional.of(upTo.orElse(after.get())));
    refused(
        "finds the end of a chunk",
        statements.chunkEnd(range),
        Binding.of(range).limit(CHUNK),
        true);
    var standIn = StandIn.of(db, fill);
    if (standIn.isPresent()) {
      overRows(standIn.get(), range);
    }
  }

  private void overRows(ColumnFill standIn, KeyRange range) throws SQLException {
    var dialect = new MySqlDialect();
    if (standIn.transformed().isEmpty()) {
      overRows(dialect.rows(standIn), range);
    } else {
      overRows(dialect.transformed(standIn).orElseThrow(), standIn, range);
    }
  }

  /** A chunk is read, computed, and written by its keys, whether it is filled or repaired. */
  private void overRows(TransformStatements statements, ColumnFill standIn, KeyRange range)
      throws SQLException {
    refused("reads a range for the transforms", statements.read(range), Binding.of(range), true);
    var keys = List.of(range.after().orElseThrow(), range.upTo().orElseThrow());
    refused("reads captured changes", statements.readRows(), Binding.of(keys), true);
    int texts = standIn.sources().size() + standIn.transformed().size();
    var none = Collections.nCopies(texts, Collections.<@Nullable String>nCopies(keys.size(), null));
    var computed = Binding.of(keys).texts(none);
    refused("writes what they computed", statements.write(false, false), computed, true);
    refused("writes around locked rows", statements.write(true, false), computed, true);
  }

  private void overRows(RowStatements statements, KeyRange range) throws SQLException {
    var chunk = Binding.of(range).limit(CHUNK);
    refused("fills a chunk", statements.fill(range, false), chunk, true);
    refused("fills around locked rows", statements.fillUnlocked(range, false), chunk, true);
    refused("checks a range", statements.check(range), chunk, true);
    var single = Binding.of(List.of(range.after().orElseThrow(), range.upTo().orElseThrow()));
    refused("looks at captured changes", statements.look().orElseThrow(), single, true);
    refused("writes captured changes", statements.write(false), single, true);
  }

  private boolean refused(String what, Sql sql, Binding binding, boolean bounded)
      throws SQLException {
    var besides = new TreeSet<String>();
    for (Sql one : alone(sql)) {
      besides.addAll(besides(one, binding, bounded));
    }
    if (!besides.isEmpty()) {
      findings.error(
          "no-index-plan",
          "The statement that %s would do %s, and not go along the key's index."
              .formatted(what, String.join(" and ", besides)),
          "Run ANALYZE TABLE, and see that the server has range_optimizer_max_mem_size,"
              + " optimizer_switch and max_seeks_for_key as they are by default.");
    }
    return !besides.isEmpty();
  }

  /** What goes to the server as one text, statement by statement; each binds the same. */
  private static List<Sql> alone(Sql sql) {
    var texts = List.of(sql.text().split(";\n"));
    int each = sql.params().size() / texts.size();
    return texts.stream().map(text -> new Sql(text, sql.params().subList(0, each), 0)).toList();
  }

  /** How the table is read other than by one of the indexes with a condition on it. */
  private List<String> besides(Sql one, Binding binding, boolean bounded) throws SQLException {
    var found = new ArrayList<String>();
    // As a table, which every server writes alike.
    var explain = new Sql("EXPLAIN FORMAT=TRADITIONAL " + one.text(), one.params(), 0);
    try (var statement = binding.run(db.connection(), explain);
        var row = statement.getResultSet()) {
      while (row.next()) {
        if (fill.table().table().equalsIgnoreCase(row.getString("table"))) {
          said(row.getString("type"), row.getString("key"), bounded).ifPresent(found::add);
        }
      }
    }
    return found;
  }

  private Optional<String> said(@Nullable String type, @Nullable String index, boolean bounded) {
    if (type == null) {
      return Optional.empty(); // there is nothing to be read
    }
    if (index == null) {
      return Optional.of("a scan (%s) of %s".formatted(type, fill.table().table()));
    }
    if (!indexes.contains(index)) {
      return Optional.of("a scan (%s) of the index %s".formatted(type, index));
    }
    boolean along = ALONG.contains(type) || (!bounded && type.equals(WHOLE_INDEX));
    return along
        ? Optional.empty()
        : Optional.of("a scan (%s) of the whole index %s".formatted(type, index));
  }

  private Optional<Key> key(Sql sql, KeyRange range, int rows) throws SQLException {
    try (var statement = Binding.of(range).limit(rows).run(db.connection(), sql);
        var result = statement.getResultSet()) {
      return result.next()
          ? Optional.of(Binding.key(result, 1, fill.key().size()))
          : Optional.empty();
    }
  }
}
