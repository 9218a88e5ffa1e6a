package dev.infill.common.jdbc.mysql;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What InnoDB says of itself. A server that does not say a thing in one place may do in another.
 */
final class InnoDb {
  private static final String HISTORY =
      """
      SELECT count FROM information_schema.innodb_metrics
       WHERE name = 'trx_rseg_history_len' AND status = 'enabled'
      """;

  private static final Pattern HISTORY_TOLD = Pattern.compile("History list length (\\d+)");
  private static final Pattern NEWEST = Pattern.compile("Log sequence number\\s+(\\d+)");
  private static final Pattern WRITTEN = Pattern.compile("Last checkpoint at\\s+(\\d+)");

  private InnoDb() {}

  /** Old versions of rows that are still to be cleared away; empty where it is not told. */
  static Optional<Long> historyLength(Db db) throws SQLException {
    var counted = db.first(row -> row.getLong(1), HISTORY);
    return counted.isPresent() ? counted : number(told(db), HISTORY_TOLD);
  }

  /**
   * How much of the redo log can't be written over before pages are written out, in percent; empty
   * where it is not told.
   */
  static Optional<Integer> redoLog(Db db) throws SQLException {
    Map<String, Long> status = new HashMap<>();
    for (var told :
        db.list(
            row -> Map.entry(row.getString(1), row.getLong(2)),
            "SHOW GLOBAL STATUS WHERE Variable_name IN ('Innodb_redo_log_current_lsn',"
                + " 'Innodb_redo_log_checkpoint_lsn', 'Innodb_redo_log_capacity_resized')")) {
      status.put(told.getKey(), told.getValue());
    }
    var newest = status.get("Innodb_redo_log_current_lsn");
    var written = status.get("Innodb_redo_log_checkpoint_lsn");
    var capacity = status.get("Innodb_redo_log_capacity_resized");
    if (newest != null && written != null && capacity != null) {
      return percent(newest - written, capacity);
    }
    // As servers before 8.0.30 tell it.
    String text = told(db);
    var sequence = number(text, NEWEST);
    var checkpoint = number(text, WRITTEN);
    return sequence.isPresent() && checkpoint.isPresent()
        ? percent(
            sequence.get() - checkpoint.get(),
            Long.parseLong(db.text("SELECT @@innodb_log_file_size * @@innodb_log_files_in_group")))
        : Optional.empty();
  }

  private static Optional<Integer> percent(long used, long capacity) {
    return capacity > 0 ? Optional.of(Math.clamp(100 * used / capacity, 0, 100)) : Optional.empty();
  }

  private static String told(Db db) throws SQLException {
    return db.first(row -> row.getString(3), "SHOW ENGINE INNODB STATUS").orElse("");
  }

  private static Optional<Long> number(String told, Pattern pattern) {
    var found = pattern.matcher(told);
    return found.find() ? Optional.of(Long.parseLong(found.group(1))) : Optional.empty();
  }
}
