package dev.infill.deploy.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The file that gives what neither a flag nor the environment does; {@link SettingsSource} reads
 * it.
 */
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "a YAML file of these options (--http-port is httpPort); also each is an environment"
              + " variable (INFILL_HTTP_PORT). Flags come first, then the environment")
  private Optional<Path> config = Optional.empty();

  Optional<Path> path() {
    return config;
  }
}
