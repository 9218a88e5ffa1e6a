package dev.infill.common.spec;

import dev.infill.common.model.Engine;
import dev.infill.common.model.ShardAddress;
import dev.infill.common.model.ShardId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a fleet's file: shards one by one, and servers that hold several of them. */
final class FleetText {
  private final Values file;
  private final Values defaults;
  private final List<ShardAddress> shards = new ArrayList<>();
  private final Map<String, ShardTerms> terms = new LinkedHashMap<>();

  private FleetText(Values file) {
    this.file = file;
    this.defaults = file.in("defaults");
  }

  static Fleet read(Values file) {
    var text = new FleetText(file);
    file.list("shards", shard -> text.add(shard, shard.text("id"), shard.text("url")));
    file.list("servers", text::server);
    text.override();
    text.terms.values().removeIf(ShardTerms.NONE::equals);
    return new Fleet(
        file.text("name"),
        text.shards,
        text.terms.isEmpty() ? Optional.empty() : Optional.of(text.terms));
  }

  private Values server(Values server) {
    server
        .texts("databases")
        .forEach(name -> add(server, id(server.text("id"), name), inDatabase(server, name)));
    server
        .texts("schemas")
        .forEach(name -> add(server, id(server.text("id"), name), inSchema(server, name)));
    return server;
  }

  /** Such as {@code db1.shop_1}; what can't stand in an id becomes a {@code -}. */
  static String id(String server, String name) {
    return server + "." + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
  }

  private static String inDatabase(Values server, String database) {
    String url = server.text("url");
    int query = url.indexOf('?');
    String base = (query < 0 ? url : url.substring(0, query)).replaceFirst("/$", "");
    return base + "/" + encoded(database) + (query < 0 ? "" : url.substring(query));
  }

  private static String inSchema(Values server, String schema) {
    String url = server.text("url");
    return url + (url.contains("?") ? "&" : "?") + "currentSchema=" + encoded(schema);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private ShardAddress add(Values from, String id, String url) {
    var tags = new LinkedHashSet<>(defaults.texts("tags"));
    tags.addAll(from.texts("tags"));
    var address =
        new ShardAddress(
            new ShardId(id),
            url.startsWith("jdbc:mysql:") ? Engine.MYSQL : Engine.POSTGRESQL,
            url,
            from.optionalText("user").or(() -> defaults.optionalText("user")).orElseThrow(),
            from.optionalText("password").or(() -> defaults.optionalText("password")).orElse(""));
    shards.add(address);
    terms.put(
        id,
        new ShardTerms(
            List.copyOf(tags),
            Optional.empty(),
            defaults.optionalInteger("sharedRangesInFlight"),
            Optional.empty(),
            windows(defaults)));
    return address;
  }

  private void override() {
    file.list(
        "overrides",
        over -> {
          var said =
              new ShardTerms(
                  List.of(),
                  over.optionalInteger("rangesInFlight"),
                  over.optionalInteger("sharedRangesInFlight"),
                  windows(over),
                  Optional.empty());
          terms.replaceAll(
              (id, known) -> concerns(over, id, known) ? known.overriddenBy(said) : known);
          return said;
        });
  }

  private static boolean concerns(Values over, String id, ShardTerms shard) {
    return over.optionalText("shard").filter(id::equals).isPresent()
        || over.optionalText("tag").filter(shard.tags()::contains).isPresent();
  }

  private static Optional<WindowsSpec> windows(Values values) {
    return WindowsText.given(values) ? Optional.of(WindowsText.of(values)) : Optional.empty();
  }
}
