package dev.infill.common.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;

/**
 * Where in MySQL's log a capture begins, and on what: the row {@code NOTE} of the {@link
 * dev.infill.common.mysql.MarksTable}. It stands there before the first range is read, and what was
 * committed before it has been filled; so a capture that knows nothing else may always begin here
 * again, and is slower, but never wrong.
 *
 * @param id of this beginning; a capture that begins anew has another
 * @param server the server's UUID
 * @param gtids the transactions that were committed then; empty where the server does not name them
 * @param file the log's file then, such as {@code binlog.000003}
 * @param position the byte in it
 * @param tables how each table that is captured was made, which the log itself does not tell
 * @param ground a digest of what the fill relies on; when it changes, the capture is lost
 */
public record BinlogNote(
    String id,
    String server,
    String gtids,
    String file,
    long position,
    List<Table> tables,
    String ground) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public BinlogNote {
    tables = List.copyOf(tables);
  }

  /**
   * A table that is captured.
   *
   * @param schema the database
   * @param table its name there
   * @param ddl as {@code SHOW CREATE TABLE} writes it
   */
  public record Table(String schema, String table, String ddl) {}

  /** As it stands in the row. */
  public String text() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are JSON", e);
    }
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static BinlogNote of(String text) {
    try {
      return JSON.readValue(text, BinlogNote.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no note of a capture", e);
    }
  }
}
