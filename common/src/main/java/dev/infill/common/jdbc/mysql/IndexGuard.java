package dev.infill.common.jdbc.mysql;

import dev.infill.common.dialect.Sql;
import dev.infill.common.jdbc.Binding;
import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.GuardedStatements;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.mysql.MySqlDialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether the server would run the statements over rows along the key's index, and not over the
 * whole table for each chunk, in a session with the same settings as theirs.
 */
final class IndexGuard {
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
    if (rows >= GuardedStatements.FEW_ROWS) {
      var guard = new IndexGuard(db, fill, findings);
      new GuardedStatements(db.connection(), new MySqlDialect(), fill, CHUNK, guard::refused)
          .look(() -> StandIn.of(db, fill));
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
}
