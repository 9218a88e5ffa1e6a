package dev.infill.deploy.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** A name for this process that no other has. */
final class ProcessName {
  private ProcessName() {}

  static String unique() {
    return host().orElse("host") + "-" + ProcessHandle.current().pid();
  }

  /**
   * A name that stays when the process is started again: of two on one host, only one has the port.
   *
   * @param port where it listens; 0 for any, of which no name can be made
   * @return empty also on a machine that has no name which others don't have
   */
  static Optional<String> lasting(int port) {
    return host()
        .filter(name -> port != 0 && !name.equals("localhost"))
        .map(name -> name.replaceAll("[^A-Za-z0-9._-]", "-") + "-" + port);
  }

  private static Optional<String> host() {
    try {
      return Optional.of(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
