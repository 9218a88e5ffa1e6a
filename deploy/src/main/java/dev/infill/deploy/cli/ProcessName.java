package dev.infill.deploy.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A name for this process that no other has. */
final class ProcessName {
  private ProcessName() {}

  static String unique() {
    return host() + "-" + ProcessHandle.current().pid();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "host"; // a machine without a name of its own
    }
  }
}
