package dev.infill.common.spec;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Optional;
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

  private final JsonNode root;
  private final Problems problems;

  private FleetChecks(JsonNode root, Problems problems) {
    this.root = root;
    this.problems = problems;
  }

  static void check(JsonNode root, Problems problems) {
    var checks = new FleetChecks(root, problems);
    checks.ids();
    for (int i = 0; i < root.path("shards").size(); i++) {
      checks.url(JsonPointer.compile("/shards").appendIndex(i).appendProperty("url"));
    }
  }

  private void ids() {
    var ids = new HashMap<String, JsonPointer>();
    for (int i = 0; i < root.path("shards").size(); i++) {
      var at = JsonPointer.compile("/shards").appendIndex(i).appendProperty("id");
      text(at)
          .map(id -> ids.putIfAbsent(id, at))
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
