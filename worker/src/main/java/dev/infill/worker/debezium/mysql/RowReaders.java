package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import io.debezium.config.CommonConnectorConfig.EventProcessingFailureHandlingMode;
import io.debezium.connector.binlog.event.RowDeserializers.DeleteRowsDeserializer;
import io.debezium.connector.binlog.event.RowDeserializers.UpdateRowsDeserializer;
import io.debezium.connector.binlog.event.RowDeserializers.WriteRowsDeserializer;
import java.io.IOException;
import java.io.Serializable;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Read the rows of the log's events, as Debezium's own do but for dates and times, which become
 * texts. There are three kinds of events, each of which comes in two forms.
 */
final class RowReaders {
  private static final EventProcessingFailureHandlingMode FAIL =
      EventProcessingFailureHandlingMode.FAIL;

  /** In place of the values of a row that is only counted; a row has some. */
  private static final Serializable[] COUNTED = {};

  private RowReaders() {}

  /**
   * Has events read by these.
   *
   * @param tables what the log told of each table, by its number there
   * @param widths of a table, by its number, how wide the rows are if its next updates are only to
   *     be counted; empty if they are to be read
   * @param counted takes how many rows such an event held
   */
  static void use(
      EventDeserializer events,
      Map<Long, TableMapEventData> tables,
      LongFunction<Optional<RowWidths>> widths,
      IntConsumer counted) {
    events.setEventDataDeserializer(EventType.WRITE_ROWS, new Inserts(tables));
    events.setEventDataDeserializer(EventType.UPDATE_ROWS, new Updates(tables, widths, counted));
    events.setEventDataDeserializer(EventType.DELETE_ROWS, new Deletes(tables));
    events.setEventDataDeserializer(
        EventType.EXT_WRITE_ROWS, new Inserts(tables).setMayContainExtraInformation(true));
    events.setEventDataDeserializer(
        EventType.EXT_UPDATE_ROWS,
        new Updates(tables, widths, counted).setMayContainExtraInformation(true));
    events.setEventDataDeserializer(
        EventType.EXT_DELETE_ROWS, new Deletes(tables).setMayContainExtraInformation(true));
  }

  /** Whether of rows of a table that was asked for nothing is known but how many they are. */
  static boolean onlyCounted(UpdateRowsEventData rows) {
    return !rows.getRows().isEmpty() && rows.getRows().getFirst().getKey().length == 0;
  }

  /**
   * Of a table that nobody asked for. The event's block must stay one that has nothing left: once
   * it is done with, whoever asks for more rows is told of the bytes behind it.
   */
  private static Serializable[] passedOver(ByteArrayInputStream in) throws IOException {
    in.skipNBytes(in.available());
    return new Serializable[0];
  }

  /** A partial image holds the values alone, without the places where others are missing. */
  private static Serializable[] widened(
      Serializable[] values, BitSet included, TableMapEventData table) {
    int columns = table.getColumnTypes().length;
    if (values.length == columns) {
      return values;
    }
    var wide = new Serializable[columns];
    int next = 0;
    for (int i = included.nextSetBit(0); i >= 0; i = included.nextSetBit(i + 1)) {
      wide[i] = values[next++];
    }
    return wide;
  }

  // Java has no way to give three classes of somebody else's the same methods but this.

  private static final class Inserts extends WriteRowsDeserializer {
    private final Map<Long, TableMapEventData> tables;

    Inserts(Map<Long, TableMapEventData> tables) {
      super(tables, FAIL);
      this.tables = tables;
    }

    @Override
    protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
        throws IOException {
      TableMapEventData told = tables.get(table);
      return told == null
          ? passedOver(in)
          : widened(super.deserializeRow(table, included, in), included, told);
    }

    @Override
    protected Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
      return TimeTexts.date(in);
    }

    @Override
    protected Serializable deserializeTimeV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.time(digits, in);
    }

    @Override
    protected Serializable deserializeDatetimeV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.datetime(digits, in);
    }

    @Override
    protected Serializable deserializeTimestampV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.timestamp(digits, in);
    }
  }

  private static final class Updates extends UpdateRowsDeserializer {
    private final Map<Long, TableMapEventData> tables;
    private final LongFunction<Optional<RowWidths>> widths;
    private final IntConsumer counted;
    private @Nullable BitSet before;
    private byte[] rows = {};

    Updates(
        Map<Long, TableMapEventData> tables,
        LongFunction<Optional<RowWidths>> widths,
        IntConsumer counted) {
      super(tables, FAIL);
      this.tables = tables;
      this.widths = widths;
      this.counted = counted;
    }

    /**
     * A million rows of our own are not worth two million arrays of values that nobody looks at. So
     * all are taken at once with what the first one was, and counted with what it became.
     */
    private Serializable[] counted(RowWidths table, BitSet included, ByteArrayInputStream in)
        throws IOException {
      if (before == null) {
        before = (BitSet) included.clone();
        rows = in.read(in.available());
      } else {
        counted.accept(table.updates(rows, before, included));
        before = null;
      }
      return COUNTED;
    }

    @Override
    protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
        throws IOException {
      var counts = widths.apply(table);
      if (counts.isPresent()) {
        return counted(counts.get(), included, in);
      }
      TableMapEventData told = tables.get(table);
      return told == null
          ? passedOver(in)
          : widened(super.deserializeRow(table, included, in), included, told);
    }

    @Override
    protected Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
      return TimeTexts.date(in);
    }

    @Override
    protected Serializable deserializeTimeV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.time(digits, in);
    }

    @Override
    protected Serializable deserializeDatetimeV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.datetime(digits, in);
    }

    @Override
    protected Serializable deserializeTimestampV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.timestamp(digits, in);
    }
  }

  private static final class Deletes extends DeleteRowsDeserializer {
    private final Map<Long, TableMapEventData> tables;

    Deletes(Map<Long, TableMapEventData> tables) {
      super(tables, FAIL);
      this.tables = tables;
    }

    @Override
    protected Serializable[] deserializeRow(long table, BitSet included, ByteArrayInputStream in)
        throws IOException {
      TableMapEventData told = tables.get(table);
      return told == null
          ? passedOver(in)
          : widened(super.deserializeRow(table, included, in), included, told);
    }

    @Override
    protected Serializable deserializeDate(ByteArrayInputStream in) throws IOException {
      return TimeTexts.date(in);
    }

    @Override
    protected Serializable deserializeTimeV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.time(digits, in);
    }

    @Override
    protected Serializable deserializeDatetimeV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.datetime(digits, in);
    }

    @Override
    protected Serializable deserializeTimestampV2(int digits, ByteArrayInputStream in)
        throws IOException {
      return TimeTexts.timestamp(digits, in);
    }
  }
}
