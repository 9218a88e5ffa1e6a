package dev.infill.worker.debezium.mysql;

import dev.infill.common.message.Capture;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import io.debezium.relational.Table;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tables whose rows a capture reads: the filled one, those that its values look into, and that
 * of the marks, which only we write.
 */
final class FollowedTables {
  private final TableName filled;
  private final TableName marks;
  private final Map<TableName, Lookup> lookups;

  FollowedTables(Capture capture) {
    this.filled = capture.fill().table();
    this.marks = MarksTable.of(capture.id(), filled);
    this.lookups =
        capture.fill().lookups().stream()
            .collect(Collectors.toUnmodifiableMap(Lookup::table, Function.identity()));
  }

  TableName filled() {
    return filled;
  }

  TableName marks() {
    return marks;
  }

  /** By the tables that values look into. */
  Map<TableName, Lookup> lookups() {
    return lookups;
  }

  /** All of them. */
  Set<TableName> all() {
    return Stream.concat(Stream.of(filled, marks), lookups.keySet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it is a table that the application writes. */
  boolean isTheApplications(TableName table) {
    return table.equals(filled) || lookups.containsKey(table);
  }

  /**
   * What the log does not tell of a row of a table that is looked into, though it is by this that
   * the row leads, or led, to others. A session may have it tell less than the plan saw.
   *
   * @param table as it is known
   * @param image the columns that the log tells, by their place from 0
   * @return the first such column; empty also for other tables
   */
  Optional<String> untold(TableName name, Table table, BitSet image) {
    var lookup = lookups.get(name);
    if (lookup == null) {
      return Optional.empty();
    }
    var columns = table.columns();
    return IntStream.range(0, columns.size())
        .filter(i -> !image.get(i))
        .mapToObj(i -> columns.get(i).name())
        .filter(
            column -> lookup.columns().stream().anyMatch(c -> c.name().equalsIgnoreCase(column)))
        .findFirst();
  }
}
