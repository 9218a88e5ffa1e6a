package dev.infill.worker.debezium.mysql;

import com.github.luben.zstd.Zstd;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.TransactionPayloadEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.function.Supplier;

/**
 * Reads a transaction that the server packed into one event: {@code
 * binlog_transaction_compression}.
 */
final class PackedEvents implements EventDataDeserializer<TransactionPayloadEventData> {
  private static final int END_OF_HEADER = 0;
  private static final int SIZE = 1;
  private static final int COMPRESSION = 2;
  private static final int UNPACKED_SIZE = 3;

  /** As the server numbers it. */
  private static final int ZSTD = 0;

  private final Supplier<EventDeserializer> events;

  /**
   * @param events reads the events in it
   */
  PackedEvents(Supplier<EventDeserializer> events) {
    this.events = events;
  }

  @Override
  public TransactionPayloadEventData deserialize(ByteArrayInputStream in) throws IOException {
    var packed = new TransactionPayloadEventData();
    packed.setCompressionType(ZSTD);
    for (int field = in.readPackedInteger();
        field != END_OF_HEADER;
        field = in.readPackedInteger()) {
      int length = in.readPackedInteger();
      switch (field) {
        case SIZE -> packed.setPayloadSize(in.readPackedInteger());
        case COMPRESSION -> packed.setCompressionType(in.readPackedInteger());
        case UNPACKED_SIZE -> packed.setUncompressedSize(in.readPackedLong());
        default -> in.read(length);
      }
    }
    var bytes = new ByteArrayInputStream(unpacked(packed, in.read(packed.getPayloadSize())));
    var found = new ArrayList<Event>();
    EventDeserializer reader = events.get();
    for (Event event = reader.nextEvent(bytes); event != null; event = reader.nextEvent(bytes)) {
      found.add(event);
    }
    packed.setUncompressedEvents(found);
    return packed;
  }

  private static byte[] unpacked(TransactionPayloadEventData packed, byte[] bytes)
      throws IOException {
    if (packed.getCompressionType() != ZSTD) {
      return bytes;
    }
    var unpacked = new byte[Math.toIntExact(packed.getUncompressedSize())];
    long size = Zstd.decompressByteArray(unpacked, 0, unpacked.length, bytes, 0, bytes.length);
    if (Zstd.isError(size)) {
      throw new IOException("a packed transaction can't be unpacked: " + Zstd.getErrorName(size));
    }
    return unpacked;
  }
}
