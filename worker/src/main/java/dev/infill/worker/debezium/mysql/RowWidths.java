package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.ColumnType;
import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;

/**
 * How far the rows of a table reach in an event of the log, so that they can be counted without
 * making anything of their values. As "Binary Log Event: Table_map_event" and "Rows_event" in the
 * documentation of MySQL's sources have it.
 */
final class RowWidths {
  private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
  private static final int DIGITS_OF_A_WORD = 9;

  /** A CHAR, ENUM or SET is told as one type, with the real one in the first byte of its meta. */
  private static final int LONG_CHAR = 0x30;

  /** Of each column: the bytes of each value, or less than 0 where the value tells its length. */
  private final int[] widths;

  private RowWidths(int[] widths) {
    this.widths = widths;
  }

  /** Of a table; empty when it has a column of a type that is not known here. */
  static Optional<RowWidths> of(TableMapEventData table) {
    byte[] types = table.getColumnTypes();
    var widths = new int[types.length];
    for (int i = 0; i < types.length; i++) {
      ColumnType type = ColumnType.byCode(types[i] & 0xff);
      int width = type == null ? 0 : width(type, table.getColumnMetadata()[i]);
      if (width == 0) {
        return Optional.empty();
      }
      widths[i] = width;
    }
    return Optional.of(new RowWidths(widths));
  }

  /** The bytes of each value; the negative number of bytes that tell it; 0 when it is not known. */
  private static int width(ColumnType type, int meta) {
    return switch (type) {
      case TINY, YEAR -> 1;
      case SHORT -> 2;
      case INT24, DATE, TIME -> 3;
      case LONG, FLOAT, TIMESTAMP -> 4;
      case LONGLONG, DOUBLE, DATETIME -> 8;
      case TIME_V2 -> 3 + fraction(meta);
      case TIMESTAMP_V2 -> 4 + fraction(meta);
      case DATETIME_V2 -> 5 + fraction(meta);
      case NEWDECIMAL -> digits((meta & 0xff) - (meta >> 8)) + digits(meta >> 8);
      case BIT -> (meta >> 8) + ((meta & 0xff) + 7) / 8;
      case STRING -> string(meta >> 8, meta & 0xff);
      case VARCHAR, VAR_STRING -> meta < 256 ? -1 : -2;
      case BLOB, JSON, GEOMETRY, VECTOR -> -meta;
      default -> 0;
    };
  }

  private static int string(int type, int length) {
    if (type == ColumnType.ENUM.getCode() || type == ColumnType.SET.getCode()) {
      return length;
    }
    // Of one longer than 255 bytes, two bits of the length are where the type has them set.
    return (type & LONG_CHAR) == LONG_CHAR ? -1 : -2;
  }

  private static int fraction(int digits) {
    return (digits + 1) / 2;
  }

  private static int digits(int count) {
    return count / DIGITS_OF_A_WORD * 4 + BYTES_OF_DIGITS[count % DIGITS_OF_A_WORD];
  }

  /**
   * Counts the rows that were updated.
   *
   * @param rows all that an event holds of them
   * @param before the columns told of what each row was
   * @param after the columns told of what it became
   * @throws IOException when a row reaches beyond the end
   */
  int updates(byte[] rows, BitSet before, BitSet after) throws IOException {
    int[] was = told(before);
    int[] is = told(after);
    int count = 0;
    int at = 0;
    while (at < rows.length) {
      at = end(rows, end(rows, at, was), is);
      count++;
    }
    if (at > rows.length) {
      throw new IOException("a row reaches beyond the end of its event");
    }
    return count;
  }

  private int[] told(BitSet columns) {
    return columns.stream().map(column -> widths[column]).toArray();
  }

  /** Where a row ends that begins here: bits for its NULLs, then the values. */
  private static int end(byte[] rows, int begin, int[] widths) throws IOException {
    int at = begin + (widths.length + 7) / 8;
    for (int i = 0; i < widths.length && at <= rows.length; i++) {
      if (((rows[begin + i / 8] >> (i % 8)) & 1) == 0) {
        at += widths[i] > 0 ? widths[i] : -widths[i] + length(rows, at, -widths[i]);
      }
    }
    return at;
  }

  private static int length(byte[] rows, int at, int bytes) throws IOException {
    if (at + bytes > rows.length) {
      throw new IOException("a value reaches beyond the end of its event");
    }
    int length = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      length = (length << 8) | (rows[at + i] & 0xff);
    }
    return length;
  }
}
