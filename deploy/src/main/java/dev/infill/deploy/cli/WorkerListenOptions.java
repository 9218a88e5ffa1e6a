package dev.infill.deploy.cli;

import dev.infill.worker.http.WorkerServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Where a worker tells its health and metrics; nowhere unless asked, since many share a machine.
 */
final class WorkerListenOptions {
  @Option(
      names = "--http-host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "where /health, /ready and /metrics answer (default: ${DEFAULT-VALUE}); others than this"
              + " machine need a token")
  private String host = "127.0.0.1";

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "their port, 0 for any (default: none answers)")
  private Optional<Integer> port = Optional.empty();

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "",
      description =
          "the bearer token that /metrics asks for, or $${env:NAME} or $${file:/path} where it is"
              + " kept")
  private String token = "";

  /** Where to listen; what is wrong with it is added to the problems. */
  Optional<WorkerServer.Listen> at(Map<String, String> environment, List<String> problems) {
    if (port.isEmpty()) {
      return Optional.empty();
    }
    if (port.get() < 0 || port.get() > 65_535) {
      problems.add("--http-port must be 0 to 65535: " + port.get());
    }
    try {
      String secret = ApiOptions.secret("--token", token, environment);
      if (secret.isEmpty() && !InetAddress.getByName(host).isLoopbackAddress()) {
        problems.add(
            "The worker listens at "
                + host
                + ", which others can reach, and has no token. Set a token, or listen at"
                + " 127.0.0.1.");
      }
      return Optional.of(
          new WorkerServer.Listen(
              host, port.get(), secret.isEmpty() ? Optional.empty() : Optional.of(secret)));
    } catch (WrongInputException e) {
      problems.addAll(e.sentences());
    } catch (UnknownHostException e) {
      problems.add("--http-host is no host that is known here: " + host);
    }
    return Optional.empty();
  }
}
