package dev.infill.deploy.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where a setting comes from that no flag gives: an environment variable, else the file that {@code
 * --config} names. The flag {@code --http-port} is the variable {@code INFILL_HTTP_PORT} and in the
 * file {@code httpPort}.
 */
final class SettingsSource implements IDefaultValueProvider {
  private final Map<String, String> environment;
  private final Map<String, JsonNode> file;

  private SettingsSource(Map<String, String> environment, Map<String, JsonNode> file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * @param arguments of the command
   * @throws WrongInputException when the file can't be read, or is no YAML
   */
  static SettingsSource of(Map<String, String> environment, String... arguments)
      throws WrongInputException {
    var option = new ConfigOption();
    new CommandLine(option)
        .setUnmatchedArgumentsAllowed(true)
        .setUnmatchedOptionsArePositionalParams(false)
        .parseArgs(arguments);
    Optional<Path> path = option.path();
    if (path.isEmpty()) {
      path =
          Optional.ofNullable(environment.get("INFILL_CONFIG"))
              .filter(p -> !p.isEmpty())
              .map(Path::of);
    }
    return new SettingsSource(environment, path.isPresent() ? read(path.get()) : Map.of());
  }

  private static Map<String, JsonNode> read(Path path) throws WrongInputException {
    try {
      JsonNode root = YAMLMapper.builder().build().readTree(Files.readString(path));
      if (root.isMissingNode() || root.isNull()) {
        return Map.of();
      }
      if (!root.isObject()) {
        throw new WrongInputException(
            path + ": must be settings, one a line, such as: kafka: \"host:9092\"");
      }
      var values = new TreeMap<String, JsonNode>();
      root.properties().forEach(field -> values.put(field.getKey(), field.getValue()));
      return values;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new WrongInputException(
          path + ":" + line + ": is not YAML. Check its quotes and indents.");
    } catch (IOException e) {
      throw new WrongInputException(path + " cannot be read. Check the path that --config names.");
    }
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option) || option.longestName().equals("--config")) {
      return null;
    }
    String variable = environment.get(variable(option));
    if (variable != null && !variable.isEmpty()) {
      return variable;
    }
    JsonNode value = file.get(key(option));
    return value == null ? null : value.asText();
  }

  /** What is in the file and no setting of the command, a sentence each. */
  List<String> unknown(CommandSpec command) {
    Set<String> known = new TreeSet<>();
    command.options().forEach(option -> known.add(key(option)));
    known.removeAll(Set.of("help", "version", "config"));
    var problems = new ArrayList<String>();
    file.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            problems.add(
                "the file has a setting '"
                    + key
                    + "' that is none; there are: "
                    + String.join(", ", known));
          } else if (!value.isValueNode()) {
            problems.add("the file's setting '" + key + "' must be one value");
          }
        });
    return problems;
  }

  static String variable(OptionSpec option) {
    return "INFILL_" + words(option).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  static String key(OptionSpec option) {
    var key = new StringBuilder();
    for (String word : words(option).split("-", -1)) {
      key.append(
          key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return key.toString();
  }

  private static String words(OptionSpec option) {
    return option.longestName().substring(2);
  }
}
