package dev.infill.deploy.testing;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How an engine's clients frame what they send; nothing of it is encrypted. */
sealed interface Wire {
  static Wire of(TestDatabase database) {
    return database.isMySql() ? new MySql() : new Postgres();
  }

  /** A URL that has the driver not encrypt. */
  String unencrypted(String url);

  /** The first message of a session; empty when the client is gone. */
  byte[] first(DataInputStream in) throws IOException;

  /** The next message; empty when the client is gone. */
  byte[] next(DataInputStream in) throws IOException;

  /** A message that changes the schema, up to the word that says so; its first group is kept. */
  Pattern changes();

  default boolean changesSchema(byte[] message) {
    return changes().matcher(text(message)).find();
  }

  /** In place of a message that changes the schema, one that the server refuses. */
  byte[] refused(byte[] message);

  /** What stands before the change, and other words in place of it. */
  private static byte[] changed(Pattern changes, byte[] message, String words) {
    Matcher change = changes.matcher(text(message));
    if (!change.find()) {
      throw new IllegalArgumentException("changes nothing");
    }
    return (change.group(1) + words).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Whether the server, once it has the message, does what it was told and answers. */
  boolean isAnswered(byte[] message);

  private static String and(String url, String setting) {
    return url + (url.contains("?") ? "&" : "?") + setting;
  }

  /** A message's head and what follows it. */
  private static byte[] whole(byte[] head, byte[] rest) {
    return ByteBuffer.allocate(head.length + rest.length).put(head).put(rest).array();
  }

  /** Bytes one by one, so that a place in the text is one in the message. */
  private static String text(byte[] message) {
    return new String(message, StandardCharsets.ISO_8859_1);
  }

  /** MySQL's: three bytes of length, a number, a kind, and what there is to say. */
  record MySql() implements Wire {
    private static final int HEAD = 4;

    /**
     * From 8.0.23 on two bytes stand before a statement, which tell that it has no attributes. The
     * kind is that of a query.
     */
    private static final Pattern CHANGES =
        Pattern.compile(
            "^....(\\x03\\W*)(ALTER TABLE|CREATE TRIGGER|DROP TRIGGER|DROP TABLE) ",
            Pattern.DOTALL);

    @Override
    public String unencrypted(String url) {
      return and(url, "sslMode=DISABLED");
    }

    @Override
    public byte[] first(DataInputStream in) throws IOException {
      return next(in);
    }

    @Override
    public byte[] next(DataInputStream in) throws IOException {
      byte[] head = in.readNBytes(HEAD);
      return head.length < HEAD
          ? new byte[0]
          : whole(
              head, in.readNBytes((head[0] & 255) | (head[1] & 255) << 8 | (head[2] & 255) << 16));
    }

    @Override
    public Pattern changes() {
      return CHANGES;
    }

    @Override
    public byte[] refused(byte[] message) {
      byte[] body = Wire.changed(CHANGES, message, "SIGNAL SQLSTATE '45000'");
      return whole(new byte[] {(byte) body.length, 0, 0, 0}, body);
    }

    @Override
    public boolean isAnswered(byte[] message) {
      return true;
    }
  }

  /** PostgreSQL's: a kind but for the first, four bytes of length, and what there is to say. */
  record Postgres() implements Wire {
    private static final int LENGTH = 4;

    /**
     * The kind is that of a statement to be parsed, which has a name that may be empty. The driver
     * has only the first COMMIT of a session parsed.
     */
    private static final Pattern CHANGES =
        Pattern.compile(
            "^P....([^\\x00]*\\x00)\\s*(ALTER|CREATE|DROP|COMMIT\\b|SELECT pg_drop_replication_slot)",
            Pattern.DOTALL);

    /** Refused before parameters are looked at. */
    private static final String REFUSED = "REFUSED\0\0\0";

    @Override
    public String unencrypted(String url) {
      return and(url, "sslmode=disable");
    }

    @Override
    public byte[] first(DataInputStream in) throws IOException {
      return lengthAndRest(in);
    }

    @Override
    public byte[] next(DataInputStream in) throws IOException {
      byte[] kind = in.readNBytes(1);
      return kind.length == 0 ? kind : whole(kind, lengthAndRest(in));
    }

    private static byte[] lengthAndRest(DataInputStream in) throws IOException {
      byte[] length = in.readNBytes(LENGTH);
      return length.length < LENGTH
          ? new byte[0]
          : whole(length, in.readNBytes(ByteBuffer.wrap(length).getInt() - LENGTH));
    }

    @Override
    public Pattern changes() {
      return CHANGES;
    }

    @Override
    public byte[] refused(byte[] message) {
      byte[] rest = Wire.changed(CHANGES, message, REFUSED);
      return ByteBuffer.allocate(1 + LENGTH + rest.length)
          .put((byte) 'P')
          .putInt(LENGTH + rest.length)
          .put(rest)
          .array();
    }

    /** What is parsed is done when the client asks for the end of it. */
    @Override
    public boolean isAnswered(byte[] message) {
      return message[0] == 'S';
    }
  }
}
