package dev.infill.deploy.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands before a real MySQL server and cuts the connection at one of the statements that change
 * the schema, as a network or a client that dies does: before the server gets it, or when it has
 * done it and nobody hears of that.
 *
 * <p>Clients must not encrypt.
 */
public final class MySqlCutter implements AutoCloseable {
  /** From 8.0.23 on two bytes stand before a statement, which tell that it has no attributes. */
  private static final Pattern CHANGES =
      Pattern.compile("^\\W*(ALTER TABLE|CREATE TRIGGER|DROP TRIGGER|DROP TABLE) ");

  private static final int QUERY = 3;

  /** When it is cut. */
  public enum When {
    BEFORE,
    AFTER
  }

  private final ServerSocket listening;
  private final int behind;
  private final int statement;
  private final When when;
  private final AtomicInteger seen = new AtomicInteger();

  /**
   * @param behind the server's port on 127.0.0.1
   * @param statement which one it is cut at, counted from 1
   */
  public MySqlCutter(int behind, int statement, When when) throws IOException {
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.behind = behind;
    this.statement = statement;
    this.when = when;
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Whether there were so many statements. */
  public boolean cut() {
    return seen.get() >= statement;
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
        var answers = new Answers(server, client);
        Thread.ofVirtual().start(answers::pass);
        Thread.ofVirtual().start(() -> passQueries(client, server, answers));
      } catch (IOException e) {
        if (!listening.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void passQueries(Socket client, Socket server, Answers answers) {
    try (client;
        server) {
      var in = new DataInputStream(client.getInputStream());
      OutputStream out = server.getOutputStream();
      while (true) {
        byte[] head = in.readNBytes(4);
        if (head.length < 4) {
          return;
        }
        byte[] body = in.readNBytes((head[0] & 255) | (head[1] & 255) << 8 | (head[2] & 255) << 16);
        boolean now = isChange(body) && seen.incrementAndGet() == statement;
        if (now && when == When.BEFORE) {
          return;
        }
        if (now) {
          answers.keep();
        }
        out.write(head);
        out.write(body);
        out.flush();
        if (now) {
          answers.awaitKept();
          return;
        }
      }
    } catch (IOException | InterruptedException ended) {
      // How a session ends; the driver at the other end says so where it matters.
    }
  }

  private static boolean isChange(byte[] body) {
    return body.length > 0
        && body[0] == QUERY
        && CHANGES.matcher(new String(body, 1, body.length - 1, StandardCharsets.UTF_8)).find();
  }

  /** What the server says, which may be kept from the client. */
  private static final class Answers {
    private final Socket server;
    private final Socket client;
    private boolean keeping;
    private boolean kept;

    Answers(Socket server, Socket client) {
      this.server = server;
      this.client = client;
    }

    void pass() {
      try {
        InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream();
        byte[] some = new byte[8192];
        while (true) {
          int length = in.read(some);
          if (length < 0) {
            throw new EOFException();
          }
          if (!keeps()) {
            out.write(some, 0, length);
            out.flush();
          }
        }
      } catch (IOException ended) {
        keeps(); // nobody need wait for more
      }
    }

    synchronized void keep() {
      keeping = true;
      kept = false;
    }

    private synchronized boolean keeps() {
      kept = true;
      notifyAll();
      return keeping;
    }

    synchronized void awaitKept() throws InterruptedException {
      while (!kept) {
        wait();
      }
    }
  }
}
