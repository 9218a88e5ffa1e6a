package dev.infill.deploy.cli;

import dev.infill.common.settings.MissingSecretException;
import dev.infill.common.settings.Secrets;
import dev.infill.deploy.client.ApiClient;
import java.net.URI;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which coordinator a command asks. */
final class ApiOptions {
  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8484",
      description = "the coordinator (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://127.0.0.1:8484");

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = "its bearer token, or $${env:NAME} or $${file:/path} where it is kept")
  private String token = "";

  ApiClient client(Map<String, String> environment) throws WrongInputException {
    if (!url.isAbsolute() || url.getHost() == null) {
      throw new WrongInputException("--url must be such as http://127.0.0.1:8484: " + url);
    }
    return new ApiClient(url, secret("--token", token, environment));
  }

  /** A secret may be given as it is, or by the place where it is kept. */
  static String secret(String option, String text, Map<String, String> environment)
      throws WrongInputException {
    if (text.isEmpty() || !Secrets.isReference(text)) {
      return text;
    }
    try {
      return new Secrets(environment).resolve(text);
    } catch (MissingSecretException e) {
      throw new WrongInputException(option + ": " + e.getMessage());
    }
  }
}
