package dev.infill.deploy.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Stands before a real MySQL server and greets clients with another version than it has. All else
 * passes through untouched.
 */
public final class MySqlVersionProxy implements AutoCloseable {
  private final Relay relay;
  private final byte[] version;

  /**
   * @param behind the server's port on 127.0.0.1
   * @param version to tell, such as {@code 8.0.11}
   */
  public MySqlVersionProxy(int behind, String version) throws IOException {
    this.relay = new Relay(behind, this::pass);
    this.version = version.getBytes(StandardCharsets.US_ASCII);
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
  private void pass(Socket from, Socket to, boolean greets) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      if (greets) {
        greet(new DataInputStream(in), out);
      }
      in.transferTo(out);
    } catch (IOException ended) {
      // How a session ends; the driver at the other end says so where it matters.
    }
  }

  /** The first packet: its length in three bytes, a number, the protocol, the version, the rest. */
  private void greet(DataInputStream in, OutputStream out) throws IOException {
    int length = in.read() | in.read() << 8 | in.read() << 16;
    int number = in.read();
    byte[] greeting = in.readNBytes(length);
    int end = 1;
    while (greeting[end] != 0) {
      end++;
    }
    int told = length - (end - 1) + version.length;
    out.write(new byte[] {(byte) told, (byte) (told >> 8), (byte) (told >> 16), (byte) number});
    out.write(greeting, 0, 1);
    out.write(version);
    out.write(greeting, end, length - end);
    out.flush();
  }
}
