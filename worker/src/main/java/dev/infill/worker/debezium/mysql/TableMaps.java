package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.TableMapEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads what the log tells of a table before rows of it, up to where all versions of MySQL tell the
 * same. What follows, signs, names and character sets, nobody here needs; and servers do not agree
 * on it: 8.0.12 has no sign for a YEAR where later ones have, and the reader of the log's client
 * fails on that, whosever table it is.
 */
final class TableMaps {
  /** Number of the table, flags. */
  private static final int BEGIN = 6 + 2;

  private final TableMapEventDataDeserializer reader = new TableMapEventDataDeserializer();

  /**
   * Reads one.
   *
   * @param event all of the event but its header
   */
  TableMapEventData read(byte[] event) throws IOException {
    return reader.deserialize(new ByteArrayInputStream(Arrays.copyOf(event, length(event))));
  }

  private static int length(byte[] event) throws IOException {
    var in = new ByteArrayInputStream(event);
    in.read(BEGIN);
    name(in);
    name(in);
    int columns = in.readPackedInteger();
    in.read(columns);
    int settings = in.readPackedInteger();
    in.read(settings + (columns + 7) / 8);
    return in.getPosition();
  }

  /** Its length, its bytes and a 0. */
  private static void name(ByteArrayInputStream in) throws IOException {
    in.read(in.readInteger(1) + 1);
  }
}
