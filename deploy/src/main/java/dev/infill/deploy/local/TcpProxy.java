package dev.infill.deploy.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An address on 127.0.0.1 that leads to a server's, as a name, a balancer or a bad network does: it
 * may lead elsewhere, cut what goes through it, and be slow. Any thread may call.
 */
public final class TcpProxy implements AutoCloseable {
  private static final int BUFFER = 16 << 10;

  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int behind;
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean blocked;

  /**
   * @param behind the port on 127.0.0.1 that it leads to at first
   * @throws IOException when there is no port to listen on
   */
  public TcpProxy(int behind) throws IOException {
    this.listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    this.behind = behind;
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Ends what goes through it, and leads to another port from now on. */
  public void leadTo(int port) throws IOException {
    behind = port;
    cut();
  }

  /** Ends what goes through it; the next connection is let through. */
  public void cut() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** Ends what goes through it, and whatever comes, until it is let through again. */
  public void block() throws IOException {
    blocked = true;
    cut();
  }

  /** Lets connections through again. */
  public void unblock() {
    blocked = false;
  }

  /**
   * From now on every piece of at most 16 KiB takes so much longer, each way.
   *
   * @param each zero for as fast as it can
   */
  public void delay(Duration each) {
    delay = each;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> lead(client));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Where nobody listens there, the client's end is closed, as it is for one that was lost. */
  private void lead(Socket client) {
    open.add(client);
    try (client) {
      // Looked at behind the line above, so that whoever blocks it meanwhile finds it there.
      if (!blocked) {
        join(client);
      }
    } catch (IOException ended) {
      // How a session ends; the driver at the other end says so where it matters.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void join(Socket client) throws IOException, InterruptedException {
    try (var server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
      open.add(server);
      join(client, server);
    }
  }

  private void join(Socket client, Socket server) throws IOException, InterruptedException {
    try {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      var back = Thread.ofVirtual().start(() -> pass(server, client));
      pass(client, server);
      back.join();
    } finally {
      open.remove(server);
    }
  }

  private void pass(Socket from, Socket to) {
    try {
      byte[] some = new byte[BUFFER];
      for (int n = from.getInputStream().read(some); n >= 0; n = from.getInputStream().read(some)) {
        Thread.sleep(delay);
        to.getOutputStream().write(some, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException ended) {
      closeBoth(from, to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeBoth(from, to);
    }
  }

  private static void closeBoth(Socket one, Socket other) {
    try (one;
        other) {
      // Neither is of use without the other.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
