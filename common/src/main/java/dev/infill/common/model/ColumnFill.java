package dev.infill.common.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.HashSet;
import java.util.List;

/**
 * Which columns of which table are filled in one pass, and how their values follow from the row:
 * all that a statement needs to know.
 *
 * @param table the table
 * @param key the columns of the key it is walked by, in the index's order; at least one, none
 *     nullable
 * @param columns the columns that are filled, at least one, their names different; none's value
 *     names another
 * @param lookups the other tables that values look into, each once
 * @param kept columns that the server changes by itself when a row is written, and that are to stay
 *     as they are: MySQL's {@code ON UPDATE CURRENT_TIMESTAMP}
 */
public record ColumnFill(
    TableName table,
    List<KeyColumn> key,
    List<FilledColumn> columns,
    List<Lookup> lookups,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> kept) {
  @JsonCreator
  public ColumnFill {
    key = List.copyOf(key);
    columns = List.copyOf(columns);
    lookups = List.copyOf(lookups);
    kept = List.copyOf(kept);
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a table is walked by at least one key column: " + table);
    }
    var names = new HashSet<String>();
    if (columns.isEmpty() || !columns.stream().allMatch(column -> names.add(column.name()))) {
      throw new IllegalArgumentException("need at least one column, and each once: " + table);
    }
  }

  /** Where the server changes nothing by itself. */
  public ColumnFill(
      TableName table, List<KeyColumn> key, List<FilledColumn> columns, List<Lookup> lookups) {
    this(table, key, columns, lookups, List.of());
  }

  /** Values that follow from the row alone. */
  public ColumnFill(TableName table, List<KeyColumn> key, List<FilledColumn> columns) {
    this(table, key, columns, List.of());
  }

  /**
   * The lookup into a table.
   *
   * @throws IllegalArgumentException when no value looks there
   */
  public Lookup lookup(TableName other) {
    return lookups.stream()
        .filter(lookup -> lookup.table().equals(other))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no lookup into " + other));
  }

  /** The columns that transforms read, each once. */
  public List<String> sources() {
    return transformed().stream()
        .flatMap(column -> column.transform().orElseThrow().sources().stream())
        .distinct()
        .toList();
  }

  /** The columns that transforms fill; empty when SQL fills all. */
  public List<FilledColumn> transformed() {
    return columns.stream().filter(column -> !column.inSql()).toList();
  }

  /** A fill of one column. */
  public static ColumnFill of(
      TableName table, List<KeyColumn> key, String column, String type, String value, Sync sync) {
    return new ColumnFill(table, key, List.of(new FilledColumn(column, type, value, sync)));
  }
}
