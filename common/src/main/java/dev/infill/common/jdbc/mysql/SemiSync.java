package dev.infill.common.jdbc.mysql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How long commits wait for a replica to acknowledge them, from one look to the next. Under a load
 * that its replicas can't follow the server stops waiting after its timeout, and begins again when
 * they have caught up: that is told as a wait of the timeout. Not safe for threads.
 */
final class SemiSync {
  /** What they are called before 8.0.26, and by whom the older plugin is loaded still. */
  private static final String OLD = "_master_";

  private record Waited(long micros, long times) {}

  private Optional<Waited> last = Optional.empty();

  /** Zero where the server has no such plugin, or it is switched off, or no replica listens. */
  Duration waited(Db db) throws SQLException {
    var status = named(db, "SHOW GLOBAL STATUS LIKE 'Rpl\\_semi\\_sync\\_%'");
    if (number(status, "clients") == 0) {
      last = Optional.empty();
      return Duration.ZERO;
    }
    var settings = named(db, "SHOW GLOBAL VARIABLES LIKE 'rpl\\_semi\\_sync\\_%'");
    if (!isOn(settings, "enabled")) {
      last = Optional.empty();
      return Duration.ZERO;
    }
    var now = new Waited(number(status, "tx_wait_time"), number(status, "tx_waits"));
    var before = last.orElse(now);
    last = Optional.of(now);
    if (!isOn(status, "status")) {
      return Duration.ofMillis(number(settings, "timeout"));
    }
    long times = now.times() - before.times();
    return times > 0
        ? Duration.ofNanos(1_000 * Math.max(0, now.micros() - before.micros()) / times)
        : Duration.ZERO;
  }

  /** By the part of the name that old and new plugins share. */
  private static Map<String, String> named(Db db, String show) throws SQLException {
    var values = new HashMap<String, String>();
    for (String[] pair : db.list(row -> new String[] {row.getString(1), row.getString(2)}, show)) {
      String name = pair[0].toLowerCase(Locale.ROOT).replace(OLD, "_source_");
      if (name.startsWith("rpl_semi_sync_source_")) {
        values.put(name.substring("rpl_semi_sync_source_".length()), pair[1]);
      }
    }
    return values;
  }

  private static boolean isOn(Map<String, String> values, String name) {
    String value = values.getOrDefault(name, "");
    return value.equalsIgnoreCase("ON") || value.equals("1");
  }

  private static long number(Map<String, String> values, String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }
}
