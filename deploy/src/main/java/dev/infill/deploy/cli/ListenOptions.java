package dev.infill.deploy.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a coordinator's HTTP API listens. */
final class ListenOptions {
  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "where the HTTP API listens (default: ${DEFAULT-VALUE}); others than this machine need a"
              + " token")
  private String host = "127.0.0.1";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "8484",
      description = "its port, 0 for any (default: ${DEFAULT-VALUE})")
  private int port = 8484;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "",
      description =
          "the bearer token it asks for, or $${env:NAME} or $${file:/path} where it is kept")
  private String token = "";

  String host() {
    return host;
  }

  /** The port; one that can't be is added to the problems. */
  int port(List<String> problems) {
    if (port < 0 || port > 65_535) {
      problems.add("--http-port must be 0 to 65535: " + port);
      return 0;
    }
    return port;
  }

  Optional<String> token(Map<String, String> environment) throws WrongInputException {
    String secret = ApiOptions.secret("--token", token, environment);
    return secret.isEmpty() ? Optional.empty() : Optional.of(secret);
  }
}
