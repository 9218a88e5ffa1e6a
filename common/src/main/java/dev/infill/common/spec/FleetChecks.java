package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a schema can't say of a fleet. A URL is never repeated: it may hold a password. */
final class FleetChecks {
  private static final Pattern URL = Pattern.compile("jdbc:(postgresql|mysql)://[^/\\s].*");
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?i)//[^/?]*@|\\b(user|username|\\w*password\\w*|passwd|pwd)\\s*=");

  /** Parameters by which a driver loads classes, or reads and writes files of the process. */
  private static final Pattern UNSAFE =
      Pattern.compile(
          "(?i)[?&,(]\\s*(\\w*(factory\\w*|interceptors|plugins?|pluginClassName|callback|deserialize"
              + "|LocalInfile|transform|handler|verifier)|loggerFile|logger)\\s*=");

  private static final Pattern WITH_DATABASE = Pattern.compile("jdbc:\\w+://[^/]*/[^/?]+.*");

  private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?");

  private final JsonNode root;
  private final Problems problems;

  /** Of all shards, those of the servers as well. */
  private final Set<String> ids = new HashSet<>();

  private FleetChecks(JsonNode root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  static void check(JsonNode root, Problems problems) {
    var checks = new FleetChecks(root, problems);
    checks.anyShard();
    checks.ids();
    for (String list : List.of("shards", "servers")) {
      for (int i = 0; i < root.path(list).size(); i++) {
        var at = JsonPointer.compile("/" + list).appendIndex(i);
        checks.url(at.appendProperty("url"));
        checks.user(at);
      }
    }
    for (int i = 0; i < root.path("servers").size(); i++) {
      checks.server(JsonPointer.compile("/servers").appendIndex(i));
    }
    var windows = new WindowsChecks(root, problems);
    windows.check(JsonPointer.compile("/defaults"));
    for (int i = 0; i < root.path("overrides").size(); i++) {
      var at = JsonPointer.compile("/overrides").appendIndex(i);
      windows.check(at);
      checks.override(at);
    }
  }

  private void anyShard() {
    var known = List.of("shards", "servers");
    boolean meant =
        root.properties().stream()
            .anyMatch(field -> Spelling.nearest(field.getKey(), known).isPresent());
    if (root.isObject() && !meant && known.stream().noneMatch(root::has)) {
      problems.add(
          JsonPointer.compile("/shards"),
          "is missing.",
          "Add 'shards': the shards, or 'servers': servers that hold several of them.");
    }
  }

  private void user(JsonPointer shard) {
    var node = root.at(shard);
    boolean meant =
        node.properties().stream()
            .anyMatch(field -> Spelling.nearest(field.getKey(), List.of("user")).isPresent());
    if (node.isObject()
        && !node.has("user")
        && !meant
        && root.at("/defaults/user").isMissingNode()) {
      problems.add(
          shard.appendProperty("user"),
          "is missing.",
          "Add 'user': the role that logs in, such as infill.");
    }
  }

  /** A server holds databases, or schemas of one database. */
  private void server(JsonPointer server) {
    var node = root.at(server);
    if (!node.isObject()) {
      return;
    }
    var databases = server.appendProperty("databases");
    if (node.has("databases") == node.has("schemas")) {
      problems.add(
          databases,
          node.has("schemas") ? "stands beside schemas." : "is missing.",
          node.has("schemas")
              ? "Keep one of them."
              : "Add 'databases' or 'schemas': the names of those that are shards.");
      return;
    }
    var url = server.appendProperty("url");
    var text = text(url).orElse("");
    boolean named = WITH_DATABASE.matcher(text).matches();
    if (text.isEmpty()) {
      return;
    }
    if (node.has("databases") && named) {
      problems.add(
          url,
          "names a database beside those of the list.",
          "Leave it out: jdbc:mysql://host:port.");
    } else if (node.has("schemas") && (!named || !text.startsWith("jdbc:postgresql:"))) {
      problems.add(
          url,
          "names no database of PostgreSQL whose schemas these are.",
          "Write jdbc:postgresql://host:port/database; on MySQL a schema is a database.");
    } else if (node.has("schemas") && text.contains("currentSchema=")) {
      problems.add(url, "names a schema beside those of the list.", "Leave it out.");
    }
  }

  private void override(JsonPointer at) {
    var node = root.at(at);
    var shard = at.appendProperty("shard");
    if (node.isObject() && node.has("shard") == node.has("tag")) {
      problems.add(
          shard,
          node.has("tag") ? "stands beside tag." : "is missing.",
          node.has("tag") ? "Keep one of them." : "Add 'shard' or 'tag': whom it concerns.");
    } else if (node.has("shard") && !ids.contains(root.at(shard).asText())) {
      problems.add(
          shard,
          "'" + root.at(shard).asText() + "' is no shard of this fleet.",
          "Write a shard's id; of a server's shards that is server.database.");
    }
  }

  private void ids() {
    var seen = new HashMap<String, JsonPointer>();
    for (int i = 0; i < root.path("shards").size(); i++) {
      var at = JsonPointer.compile("/shards").appendIndex(i).appendProperty("id");
      text(at)
          .map(id -> seen.putIfAbsent(id, at))
          .ifPresent(
              first ->
                  problems.add(
                      at,
                      "'"
                          + root.at(at).asText()
                          + "' is the id of another shard too, on line "
                          + problems.line(first)
                          + ".",
                      "Give each shard an id of its own."));
    }
    for (int i = 0; i < root.path("servers").size(); i++) {
      serverIds(JsonPointer.compile("/servers").appendIndex(i), seen);
    }
    ids.addAll(seen.keySet());
  }

  private void serverIds(JsonPointer server, Map<String, JsonPointer> seen) {
    var prefix = text(server.appendProperty("id"));
    for (String list : List.of("databases", "schemas")) {
      var names = server.appendProperty(list);
      for (int i = 0; i < root.at(names).size() && prefix.isPresent(); i++) {
        var at = names.appendIndex(i);
        var id = FleetText.id(prefix.get(), root.at(at).asText());
        if (!ID.matcher(id).matches()) {
          problems.add(
              at, "gives the id '" + id + "', which no shard can have.", "List it under shards.");
        } else if (seen.putIfAbsent(id, at) != null) {
          problems.add(at, "gives the id '" + id + "' again.", "Give each shard an id of its own.");
        }
      }
    }
  }

  private void url(JsonPointer at) {
    var url = text(at);
    if (url.isEmpty()) {
      return;
    }
    var decoded = decoded(url.get());
    var unsafe = UNSAFE.matcher(decoded);
    if (!URL.matcher(url.get()).matches()) {
      problems.add(
          at,
          "is no URL of a database that Infill knows.",
          "Write jdbc:postgresql://host:port/database or jdbc:mysql://host:port/database.");
    } else if (CREDENTIALS.matcher(decoded).find()) {
      problems.add(
          at,
          "holds a user or a password.",
          "Take them out: the role stands under user, and password names where the password is"
              + " found, such as ${env:NAME}.");
    } else if (unsafe.find()) {
      problems.add(
          at,
          "holds the parameter " + unsafe.group(1) + ", which lets the driver load code or files.",
          "Take it out.");
    }
  }

  /** A driver decodes the names of its parameters, so this looks at them decoded too. */
  private static String decoded(String url) {
    try {
      return URLDecoder.decode(url, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return url;
    }
  }

  /** The text of a field that is there and that nothing was found wrong with. */
  private Optional<String> text(JsonPointer at) {
    var node = root.at(at);
    return node.isTextual() && problems.isSound(at) ? Optional.of(node.asText()) : Optional.empty();
  }
}
