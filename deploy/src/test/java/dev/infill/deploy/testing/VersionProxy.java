package dev.infill.deploy.testing;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Stands before a real server and tells clients another major version than it has. All else passes
 * through untouched.
 */
public final class VersionProxy implements AutoCloseable {
  /** What comes before the version when a session begins. */
  private static final byte[] BEFORE = "server_version\0".getBytes(StandardCharsets.US_ASCII);

  private final Relay relay;
  private final byte[] major;

  /**
   * @param behind the server's port on 127.0.0.1
   * @param major the version to tell, of two digits
   */
  public VersionProxy(int behind, int major) throws IOException {
    this.relay = new Relay(behind, this::pass);
    this.major = Integer.toString(major).getBytes(StandardCharsets.US_ASCII);
    relay.start();
  }

  public int port() {
    return relay.port();
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }

  private void pass(Socket client, Socket server) {
    Thread.ofVirtual().start(() -> pass(client, server, false));
    pass(server, client, true);
  }

  /** Until either end is closed. */
  private void pass(Socket from, Socket to, boolean lie) {
    try (from;
        to) {
      copy(
          new BufferedInputStream(from.getInputStream()),
          new BufferedOutputStream(to.getOutputStream()),
          lie);
    } catch (IOException ended) {
      // How a session ends; the driver at the other end says so where it matters.
    }
  }

  private void copy(InputStream in, OutputStream out, boolean lie) throws IOException {
    int matched = 0;
    boolean told = !lie;
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (!told && matched == BEFORE.length) {
        told = true;
        in.read();
        out.write(major);
      } else {
        out.write(next);
        matched = next == BEFORE[Math.min(matched, BEFORE.length - 1)] ? matched + 1 : 0;
      }
      if (in.available() == 0) {
        out.flush();
      }
    }
  }
}
