package dev.infill.common.mysql;

import dev.infill.common.dialect.Param;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The columns of a key, as they stand in statements. They are counted from 1. */
final class KeySql {
  private final List<String> names;
  private final List<ColumnType> types;

  KeySql(List<KeyColumn> key) {
    this.names = key.stream().map(column -> Quoting.identifier(column.name())).toList();
    this.types = key.stream().map(column -> ColumnType.of(column.type())).toList();
    each(i -> type(i).fromText("?")); // refuses a type that no table is walked by
  }

  int size() {
    return names.size();
  }

  String name(int i) {
    return names.get(i - 1);
  }

  String names() {
    return each(this::name);
  }

  ColumnType type(int i) {
    return types.get(i - 1);
  }

  /**
   * The rows of a range. A row comparison would not be answered by the key's index, so it is
   * written out: the first column is beyond, or equal and the second is beyond, and so on.
   */
  String within(KeyRange range) {
    var ends = new ArrayList<String>();
    range.after().ifPresent(after -> ends.add(beyond(">", ">")));
    range.upTo().ifPresent(upTo -> ends.add(beyond("<", "<=")));
    return ends.isEmpty() ? "true" : String.join(" AND ", ends);
  }

  private String beyond(String comparison, String last) {
    String parts =
        IntStream.rangeClosed(1, size())
            .mapToObj(
                i ->
                    IntStream.range(1, i)
                            .mapToObj(before -> compared(before, "=") + " AND ")
                            .collect(Collectors.joining())
                        + compared(i, i == size() ? last : comparison))
            .collect(Collectors.joining(") OR ("));
    return size() == 1 ? parts : "((" + parts + "))";
  }

  private String compared(int i, String comparison) {
    return name(i) + " " + comparison + " " + type(i).fromText("?");
  }

  /** In the order in which {@link #within} has them. */
  static List<Param> params(KeyRange range) {
    var params = new ArrayList<Param>();
    range.after().ifPresent(after -> params.add(Param.AFTER_PART_BY_PART));
    range.upTo().ifPresent(upTo -> params.add(Param.UP_TO_PART_BY_PART));
    return params;
  }

  /** The key's texts, each an expression over a value of the column. */
  String texts(IntFunction<String> value) {
    return each(i -> type(i).toText(value.apply(i)));
  }

  String each(IntFunction<String> part) {
    return IntStream.rangeClosed(1, size()).mapToObj(part).collect(Collectors.joining(", "));
  }

  String all(IntFunction<String> part) {
    return IntStream.rangeClosed(1, size()).mapToObj(part).collect(Collectors.joining(" AND "));
  }
}
