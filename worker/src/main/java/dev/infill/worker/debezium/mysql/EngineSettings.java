package dev.infill.worker.debezium.mysql;

import com.mysql.cj.conf.ConnectionUrl;
import dev.infill.common.message.Capture;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** What a Debezium engine is told for a capture. */
final class EngineSettings {
  /** Two engines of one name in one process wait for each other's management beans, for minutes. */
  private static final AtomicLong ENGINES = new AtomicLong();

  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** Of the URL's, what Debezium knows by another name. */
  private static final Map<String, String> TLS =
      Map.of(
          "trustCertificateKeyStorePassword", "database.ssl.truststore.password",
          "clientCertificateKeyStorePassword", "database.ssl.keystore.password");

  private static final Map<String, String> TLS_FILES =
      Map.of(
          "trustCertificateKeyStoreUrl", "database.ssl.truststore",
          "clientCertificateKeyStoreUrl", "database.ssl.keystore");

  private EngineSettings() {}

  /** A name that no other engine of this process has. */
  static String name(Capture capture) {
    return capture.slot() + "-" + ENGINES.incrementAndGet();
  }

  /**
   * Who reads the log.
   *
   * @param id by which the server tells readers apart
   */
  record Reader(long id, BinlogWatch.Place server, String password) {}

  /**
   * Settings for one engine, to be used once.
   *
   * @param name under which its {@link Run} is found
   * @param byNames whether the position is told by the transactions' names
   */
  static Properties of(String name, Capture capture, Reader reader, boolean byNames) {
    var settings = new Properties();
    settings.put("name", name);
    settings.put("topic.prefix", name);
    settings.put("connector.class", BinlogConnector.class.getName());
    position(settings, name, byNames);
    what(settings, capture);
    speed(settings);
    database(settings, capture, reader);
    return settings;
  }

  private static void position(Properties settings, String name, boolean byNames) {
    // It begins where its run says; how far it came is kept by us. No restart inside one.
    settings.put("offset.storage", RunOffsets.class.getName());
    settings.put("offset.flush.interval.ms", "0");
    settings.put("errors.max.retries", "0");
    settings.put("gtid.ignore.on.recovery", Boolean.toString(!byNames));
    settings.put("schema.history.internal", RunHistory.class.getName());
    settings.put(RunHistory.RUN, name);
    settings.put("schema.history.internal.store.only.captured.tables.ddl", "true");
    // Neither is ever taken where position and history are there.
    settings.put("snapshot.mode", "no_data");
    settings.put("snapshot.locking.mode", "none");
    // Tells a position where nothing else is told.
    settings.put("heartbeat.interval.ms", "500");
    // A client that connects again by itself does not tell where it went on.
    settings.put("connect.keep.alive", "false");
  }

  private static void what(Properties settings, Capture capture) {
    var marks = MarksTable.of(capture.id(), capture.fill().table());
    var keys = keys(capture.fill());
    var columns = new LinkedHashMap<>(keys);
    columns.put(marks, List.of(MarksTable.KIND, MarksTable.CONTENT));
    settings.put("table.include.list", each(columns, ",", (table, of) -> pattern(table)));
    settings.put("column.include.list", each(columns, ",", EngineSettings::columns));
    settings.put(
        "message.key.columns",
        each(
            keys,
            ";",
            (table, of) ->
                pattern(table)
                    + ":"
                    + of.stream().map(EngineSettings::pattern).collect(Collectors.joining(","))));
    settings.put("tombstones.on.delete", "false");
    settings.put("include.schema.changes", "false");
    settings.put("converters", "key");
    settings.put("key.type", KeyConverter.class.getName());
  }

  /** Of each table that is followed, the columns by which its rows are told. */
  private static Map<TableName, List<String>> keys(ColumnFill fill) {
    var keys = new LinkedHashMap<TableName, List<String>>();
    keys.put(fill.table(), fill.key().stream().map(KeyColumn::name).toList());
    fill.lookups()
        .forEach(
            lookup ->
                keys.put(lookup.table(), lookup.columns().stream().map(KeyColumn::name).toList()));
    return keys;
  }

  private static String each(
      Map<TableName, List<String>> tables,
      String between,
      BiFunction<TableName, List<String>, String> text) {
    return tables.entrySet().stream()
        .map(table -> text.apply(table.getKey(), table.getValue()))
        .collect(Collectors.joining(between));
  }

  private static String columns(TableName table, List<String> names) {
    return names.stream()
        .map(name -> pattern(table) + "\\." + pattern(name))
        .collect(Collectors.joining(","));
  }

  private static void speed(Properties settings) {
    settings.put("poll.interval.ms", "20");
    settings.put("extended.headers.enabled", "false");
  }

  private static void database(Properties settings, Capture capture, Reader reader) {
    settings.put("database.hostname", reader.server().host());
    settings.put("database.port", Integer.toString(reader.server().port()));
    settings.put("database.user", capture.shard().user());
    settings.put("database.password", reader.password());
    settings.put("database.server.id", Long.toString(reader.id()));
    settings.put("connect.timeout.ms", Long.toString(CONNECT.toMillis()));
    Properties url =
        ConnectionUrl.getConnectionUrlInstance(capture.shard().url(), new Properties())
            .getConnectionArgumentsAsProperties();
    settings.put(
        "database.ssl.mode", url.getProperty("sslMode", "PREFERRED").toLowerCase(Locale.ROOT));
    settings.put(
        "driver.allowPublicKeyRetrieval", url.getProperty("allowPublicKeyRetrieval", "false"));
    TLS.forEach((from, to) -> copy(url, from, settings, to));
    TLS_FILES.forEach((from, to) -> copy(url, from, settings, to));
  }

  private static void copy(Properties url, String from, Properties settings, String to) {
    String value = url.getProperty(from);
    if (value != null) {
      settings.put(to, value.replaceFirst("^file:(//)?", ""));
    }
  }

  private static String pattern(TableName table) {
    return pattern(table.schema()) + "\\." + pattern(table.table());
  }

  /**
   * A name as a regular expression in a list, where commas, colons and blanks have another meaning
   * that nothing takes from them: so any character stands for them. It may fit other names as well,
   * which does no harm: rows of other tables are passed over before, and a key is read by its
   * columns.
   */
  private static String pattern(String name) {
    return name.replaceAll("[^A-Za-z0-9_]", ".");
  }
}
