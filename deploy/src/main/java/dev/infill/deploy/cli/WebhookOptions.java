package dev.infill.deploy.cli;

import dev.infill.coordinator.notify.Webhook;
import dev.infill.coordinator.notify.Webhook.Format;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who is told of gates, failures and ends. */
final class WebhookOptions {
  @Option(
      names = "--webhook",
      paramLabel = "URL",
      split = ",",
      description =
          "where CloudEvents are sent when a shard waits at its gate, stands still, fails or ends:"
              + " URLs, or $${env:NAME} or $${file:/path} where one is kept")
  private List<String> cloudEvents = new ArrayList<>();

  @Option(
      names = "--slack-webhook",
      paramLabel = "URL",
      split = ",",
      description = "the same, told in a sentence as Slack takes it")
  private List<String> slack = new ArrayList<>();

  @Option(
      names = "--webhook-secret",
      paramLabel = "SECRET",
      defaultValue = "",
      description =
          "signs what is sent with HMAC-SHA256, in the header Infill-Signature; $${env:NAME} or"
              + " $${file:/path} where it is kept")
  private String secret = "";

  /** Those that were given; what is wrong with them is added to the problems, and never shown. */
  List<Webhook> webhooks(Map<String, String> environment, List<String> problems) {
    var all = new ArrayList<Webhook>();
    try {
      String key = ApiOptions.secret("--webhook-secret", secret, environment);
      Optional<String> sign = key.isEmpty() ? Optional.empty() : Optional.of(key);
      for (String text : cloudEvents) {
        add(all, "--webhook", text, Format.CLOUDEVENTS, sign, environment, problems);
      }
      for (String text : slack) {
        add(all, "--slack-webhook", text, Format.SLACK, sign, environment, problems);
      }
    } catch (WrongInputException e) {
      problems.addAll(e.sentences());
    }
    return List.copyOf(all);
  }

  private static void add(
      List<Webhook> all,
      String option,
      String text,
      Format format,
      Optional<String> sign,
      Map<String, String> environment,
      List<String> problems)
      throws WrongInputException {
    try {
      all.add(new Webhook(URI.create(ApiOptions.secret(option, text, environment)), format, sign));
    } catch (IllegalArgumentException e) {
      problems.add(
          option + " must be an http or https URL with a host, such as https://host/path.");
    }
  }
}
