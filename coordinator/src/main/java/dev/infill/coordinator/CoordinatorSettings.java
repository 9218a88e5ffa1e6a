package dev.infill.coordinator;

import dev.infill.common.kafka.KafkaSettings;
import dev.infill.coordinator.notify.Webhook;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * What a coordinator needs to know.
 *
 * @param name the process, unique among coordinators, such as {@code host-1234}
 * @param kafka where everything is stored
 * @param replicationFactor of topics that are made; -1 for the broker's default
 * @param host where the API listens
 * @param port of the API; 0 for a free one
 * @param token asked of the API's callers; empty for none
 * @param webhooks are told of gates, failures and ends
 * @param instance stays the same when the process is started again, and no other process has it
 *     meanwhile, such as host and port; empty where there is no such name
 * @throws IllegalArgumentException when others than this machine could reach the API without a
 *     token
 */
public record CoordinatorSettings(
    String name,
    KafkaSettings kafka,
    short replicationFactor,
    String host,
    int port,
    Optional<String> token,
    List<Webhook> webhooks,
    Optional<String> instance) {
  public CoordinatorSettings {
    webhooks = List.copyOf(webhooks);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a coordinator needs a name");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("the API's port must be 0 to 65535: " + port);
    }
    if (token.isPresent() && token.get().isBlank()) {
      throw new IllegalArgumentException("the API's token must not be empty");
    }
    if (token.isEmpty() && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "the API listens at "
              + host
              + ", which others can reach, and has no token. Set a token, or listen at 127.0.0.1.");
    }
  }

  /** Somebody new each time it is started. */
  public CoordinatorSettings(
      String name,
      KafkaSettings kafka,
      short replicationFactor,
      String host,
      int port,
      Optional<String> token,
      List<Webhook> webhooks) {
    this(name, kafka, replicationFactor, host, port, token, webhooks, Optional.empty());
  }

  /** Without webhooks. */
  public CoordinatorSettings(
      String name,
      KafkaSettings kafka,
      short replicationFactor,
      String host,
      int port,
      Optional<String> token) {
    this(name, kafka, replicationFactor, host, port, token, List.of());
  }

  /** Leaves the token out. */
  @Override
  public String toString() {
    return "CoordinatorSettings[" + name + ", " + kafka + ", " + host + ":" + port + "]";
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("the API can't listen at an unknown host: " + host, e);
    }
  }
}
