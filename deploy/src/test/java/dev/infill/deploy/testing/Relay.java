package dev.infill.deploy.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Accepts clients on a port of 127.0.0.1, and connects each to a server there. */
final class Relay implements AutoCloseable {
  private final ServerSocket listening;
  private final int behind;
  private final Joined joined;

  /** Passes on what the two say; called by a thread of its own, and closes both. */
  @FunctionalInterface
  interface Joined {
    void pass(Socket client, Socket server);
  }

  /**
   * @param behind the server's port on 127.0.0.1
   */
  Relay(int behind, Joined joined) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.behind = behind;
    this.joined = joined;
  }

  /** Begins to accept. */
  void start() {
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), behind);
        // Else a message that comes in pieces waits for word that the first of them arrived.
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> joined.pass(client, server));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
