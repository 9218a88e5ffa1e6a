package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import java.io.Serializable;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Rows as they were and as they became. With a partial image the log tells by which key a row was
 * found, and what it became.
 */
final class Images {
  private final UpdateRowsEventData rows;
  private final BitSet before;
  private final BitSet after;

  Images(UpdateRowsEventData rows) {
    this.rows = rows;
    this.before = rows.getIncludedColumnsBeforeUpdate();
    this.after = rows.getIncludedColumns();
  }

  /** With what a row became completed by what it was and the log does not tell again. */
  List<Map.Entry<Serializable[], Serializable[]>> completed() {
    var missing = (BitSet) before.clone();
    missing.andNot(after);
    if (!missing.isEmpty()) {
      for (var row : rows.getRows()) {
        missing.stream().forEach(column -> row.getValue()[column] = row.getKey()[column]);
      }
    }
    return rows.getRows();
  }

  /** The columns, counted from 0, that may hold something else than before. */
  BitSet changed(Map.Entry<Serializable[], Serializable[]> row) {
    var changed = (BitSet) after.clone();
    after.stream()
        .filter(before::get)
        .filter(column -> Objects.deepEquals(row.getKey()[column], row.getValue()[column]))
        .forEach(changed::clear);
    return changed;
  }
}
