package dev.infill.worker.debezium.postgres;

import dev.infill.common.message.Capture;
import dev.infill.common.message.FailureKind;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.shard.ShardFailure;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.connect.storage.MemoryOffsetBackingStore;
import org.postgresql.Driver;
import org.postgresql.util.HostSpec;

/**
 * What a Debezium engine is told for a capture. Each choice here was measured or has lost events.
 */
final class EngineSettings {
  /** Two engines of one name in one process wait for each other's management beans, for minutes. */
  private static final AtomicLong ENGINES = new AtomicLong();

  private static final List<String> TLS =
      List.of("sslmode", "sslrootcert", "sslcert", "sslkey", "sslfactory");

  private static final String TEXTS =
      " -c bytea_output=hex -c extra_float_digits=1 -c intervalstyle=postgres";

  /** Nobody's timeout but ours may end an engine. */
  private static final String PATIENCE =
      " -c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0"
          + " -c idle_in_transaction_session_timeout=0 -c default_transaction_read_only=off";

  private static final String PATIENCE_FROM_17 = " -c transaction_timeout=0";
  private static final int FIRST_WITH_TRANSACTION_TIMEOUT = 17;

  private EngineSettings() {}

  /**
   * Settings for one engine, to be used once.
   *
   * @param version of the server
   * @param server of those that the shard's URL may list, the one where the slot was looked at
   * @throws ShardFailure when the shard's URL can't be read
   */
  static Properties of(Capture capture, HostSpec server, int version, String password)
      throws ShardFailure {
    var settings = new Properties();
    String name = capture.slot() + "-" + ENGINES.incrementAndGet();
    settings.put("name", name);
    settings.put("topic.prefix", name);
    settings.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    position(settings);
    what(settings, capture);
    speed(settings);
    texts(settings);
    database(settings, capture, server, version, password);
    return settings;
  }

  private static void position(Properties settings) {
    // A new, empty store for each engine, and no restart inside one: it begins where the slot
    // says. With a store that outlives a restart, a heartbeat can move the slot past a backlog.
    settings.put("offset.storage", MemoryOffsetBackingStore.class.getName());
    settings.put("offset.flush.interval.ms", "0");
    settings.put("errors.max.retries", "0");
    settings.put("snapshot.mode", "no_data");
    // The other modes let the driver confirm what was not handled yet.
    settings.put("lsn.flush.mode", "connector");
    // Confirms the last transaction before a quiet time.
    settings.put("heartbeat.interval.ms", "500");
    // A dead server is noticed, and a server's shutdown held up, for this long.
    settings.put("status.update.interval.ms", "1000");
    // Only for a slot whose last reader is still being ended.
    settings.put("slot.max.retries", "10");
    settings.put("slot.retry.delay.ms", "100");
  }

  private static void what(Properties settings, Capture capture) {
    settings.put("plugin.name", "pgoutput");
    settings.put("slot.name", capture.slot());
    settings.put("publication.name", capture.publication());
    settings.put("publication.autocreate.mode", "disabled");
    var told = told(capture.fill());
    settings.put("table.include.list", joined(told, ",", Told::table));
    settings.put("message.prefix.include.list", "infill\\..*");
    settings.put("tombstones.on.delete", "false");
    if (capture.ownWrites() == OwnWrites.FILTERED) {
      settings.put("slot.stream.params", "origin=none");
    }
    settings.put("column.include.list", joined(told, ",", Told::paths));
    settings.put("message.key.columns", joined(told, ";", Told::key));
  }

  /**
   * What is told of a table's rows.
   *
   * @param table a pattern of its name
   * @param columns patterns of their names
   */
  private record Told(String table, List<String> columns) {
    static Told of(TableName table, List<KeyColumn> columns) {
      return new Told(
          pattern(table.schema()) + "\\." + pattern(table.table()),
          columns.stream().map(column -> pattern(column.name())).toList());
    }

    String paths() {
      return columns.stream()
          .map(column -> table + "\\." + column)
          .collect(Collectors.joining(","));
    }

    String key() {
      return table + ":" + String.join(",", columns);
    }
  }

  private static List<Told> told(ColumnFill fill) {
    return Stream.concat(
            Stream.of(Told.of(fill.table(), fill.key())),
            fill.lookups().stream().map(other -> Told.of(other.table(), other.columns())))
        .toList();
  }

  private static String joined(List<Told> told, String separator, Function<Told, String> each) {
    return told.stream().map(each).collect(Collectors.joining(separator));
  }

  private static void speed(Properties settings) {
    // Two threads look so often whether something came: 10 ms cost a tenth of a core, 20 ms half of
    // that, and a change waits 7 ms longer.
    settings.put("poll.interval.ms", "20");
    settings.put("extended.headers.enabled", "false");
  }

  /** Keys as the database writes them. */
  private static void texts(Properties settings) {
    settings.put("converters", "key");
    settings.put("key.type", KeyConverter.class.getName());
    // Types that Debezium does not know come as the server's own text.
    settings.put("include.unknown.datatypes", "true");
    // For the content of messages, which no converter sees.
    settings.put("binary.handling.mode", "hex");
  }

  private static void database(
      Properties settings, Capture capture, HostSpec server, int version, String password)
      throws ShardFailure {
    Properties url = Driver.parseURL(capture.shard().url(), null);
    if (url == null) {
      throw new ShardFailure(
          FailureKind.PERMANENT,
          "infill.url",
          "the URL of shard " + capture.shard().id() + " is none of PostgreSQL");
    }
    settings.put("database.hostname", server.getHost());
    settings.put("database.port", Integer.toString(server.getPort()));
    settings.put("database.dbname", url.getProperty("PGDBNAME"));
    settings.put("database.user", capture.shard().user());
    settings.put("database.password", password);
    // What the role or the database may have set otherwise, and Debezium does not expect.
    settings.put(
        "database.options",
        (url.getProperty("options", "")
                + TEXTS
                + PATIENCE
                + (version >= FIRST_WITH_TRANSACTION_TIMEOUT ? PATIENCE_FROM_17 : ""))
            .strip());
    for (String tls : TLS) {
      String value = url.getProperty(tls);
      if (value != null) {
        settings.put("database." + tls, value);
      }
    }
  }

  /**
   * A name as a regular expression in a list, where commas, colons and blanks have another meaning
   * that nothing takes from them: so any character stands for them. It may fit other names as well,
   * which does no harm: the publication holds no other table, and a key is read by its columns.
   */
  private static String pattern(String name) {
    return name.replaceAll("[^A-Za-z0-9_]", ".");
  }
}
