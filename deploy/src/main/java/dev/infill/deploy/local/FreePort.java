package dev.infill.deploy.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A loopback port that nobody listens on. Somebody may take it before it is used, so its user tries
 * again.
 *
 * <p>It is below those that systems give to outgoing connections (from 32768 on Linux, from 49152
 * on others, RFC 6335 section 6): a server that is killed and started again on its port would now
 * and then find that a connection of somebody's has taken it meanwhile.
 */
public final class FreePort {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_767;
  private static final int TRIES = 1_000;

  /** Processes that look at the same time shall not look at the same ports. */
  private static final RandomGenerator RANDOM = new Random();

  private FreePort() {}

  /**
   * @throws IOException when there seems to be none
   */
  public static int find() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = RANDOM.nextInt(FIRST, LAST + 1);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException(
        "no port between %d and %d was free in %d tries".formatted(FIRST, LAST, TRIES));
  }

  /** Whether nobody listens on a port. */
  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
