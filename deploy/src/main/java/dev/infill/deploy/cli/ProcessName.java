package dev.infill.deploy.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A name for this process that no other has. */
final class ProcessName {
  private ProcessName() {}

  static String unique() {
    return host() + "-" + ProcessHandle.current().pid();
  }

  /**
   * A name that stays when the process is started again: of two on one host, only one has the port.
   *
   * @param port where it listens; 0 for any, of which no name can be made
   */
  static Optional<String> lasting(int port) {
    return port == 0
        ? Optional.empty()
        : Optional.of(host().replaceAll("[^A-Za-z0-9._-]", "-") + "-" + port);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "host"; // a machine without a name of its own
    }
  }
}
