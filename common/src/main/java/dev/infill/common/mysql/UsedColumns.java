package dev.infill.common.mysql;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The columns that a fill relies on: those that it reads, writes or is keyed by. A column whose
 * name stands anywhere in a value counts as read; one too many costs no more than a check. Names
 * are compared as MySQL does, whatever their case.
 */
public final class UsedColumns {
  private UsedColumns() {}

  /** Whether the fill itself names the column. */
  public static boolean names(ColumnFill fill, String column) {
    return named(fill).contains(folded(column)) || reads(values(fill), column);
  }

  /** Whether the fill names a column of a table that it looks into. */
  public static boolean names(ColumnFill fill, Lookup lookup, String column) {
    return lookup.columns().stream().anyMatch(known -> known.name().equalsIgnoreCase(column))
        || reads(values(fill), column);
  }

  /**
   * Those that the fill names, and those that a generated one among them follows from.
   *
   * @param generated all columns of the table, each with the expression that gives it; an empty
   *     text where there is none
   * @return some of their names
   */
  public static Set<String> of(ColumnFill fill, Map<String, String> generated) {
    Set<String> used = new HashSet<>();
    generated.keySet().stream().filter(column -> names(fill, column)).forEach(used::add);
    boolean more = true;
    while (more) {
      String expressions = used.stream().map(generated::get).collect(Collectors.joining("\n"));
      more =
          used.addAll(
              generated.keySet().stream().filter(column -> reads(expressions, column)).toList());
    }
    return used;
  }

  private static String values(ColumnFill fill) {
    return Stream.concat(
            fill.columns().stream().map(FilledColumn::value),
            fill.lookups().stream().map(Lookup::via))
        .collect(Collectors.joining("\n"));
  }

  private static Set<String> named(ColumnFill fill) {
    return Stream.of(
            fill.key().stream().map(KeyColumn::name),
            fill.columns().stream().map(FilledColumn::name),
            fill.sources().stream())
        .flatMap(names -> names)
        .map(UsedColumns::folded)
        .collect(Collectors.toSet());
  }

  private static boolean reads(String expressions, String column) {
    return folded(expressions).contains(folded(column.replace("`", "``")));
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
