package dev.infill.deploy.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands before a database's server and ends what a client does at one of the statements that
 * change the schema, as the server, a network or a client that dies does.
 *
 * <p>Clients must use {@link #url}, which has them not encrypt.
 */
public final class StatementCutter implements AutoCloseable {
  private static final Pattern PORT = Pattern.compile(":(\\d+)/");

  /** What happens at the statement. */
  public enum Ending {
    /** The server says no, and the connection stays. */
    REFUSED,
    /** The connection ends before the server gets the statement. */
    LOST_BEFORE,
    /** The server has done it, and nobody hears of that. */
    LOST_AFTER
  }

  private final Relay relay;
  private final String url;
  private final Wire wire;
  private final int statement;
  private final Ending ending;
  private final AtomicInteger seen = new AtomicInteger();

  /**
   * @param database of a server on this machine
   * @param statement which one it ends at, counted from 1
   */
  public StatementCutter(TestDatabase database, int statement, Ending ending) throws IOException {
    this.wire = Wire.of(database);
    var port = PORT.matcher(database.url());
    if (!port.find()) {
      throw new IllegalArgumentException("no port in " + database.url());
    }
    this.relay = new Relay(Integer.parseInt(port.group(1)), this::pass);
    this.url = wire.unencrypted(port.replaceFirst(":" + relay.port() + "/"));
    this.statement = statement;
    this.ending = ending;
    relay.start();
  }

  /** The database's, through here. */
  public String url() {
    return url;
  }

  /** Whether there were so many statements. */
  public boolean ended() {
    return seen.get() >= statement;
  }

  @Override
  public void close() throws IOException {
    relay.close();
  }

  private void pass(Socket client, Socket server) {
    var answers = new Answers(server, client);
    Thread.ofVirtual().start(answers::pass);
    passMessages(client, server, answers);
  }

  private void passMessages(Socket client, Socket server, Answers answers) {
    try (client;
        server) {
      var in = new DataInputStream(client.getInputStream());
      OutputStream out = server.getOutputStream();
      boolean last = false;
      for (byte[] message = wire.first(in); message.length > 0; message = wire.next(in)) {
        boolean now = wire.changesSchema(message) && seen.incrementAndGet() == statement;
        if (now && ending == Ending.LOST_BEFORE) {
          return;
        }
        if (now && ending == Ending.LOST_AFTER) {
          answers.keep();
          last = true;
        }
        out.write(now && ending == Ending.REFUSED ? wire.refused(message) : message);
        if (last && wire.isAnswered(message)) {
          answers.awaitKept();
          return;
        }
      }
    } catch (IOException | InterruptedException ended) {
      // How a session ends; the driver at the other end says so where it matters.
    }
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
