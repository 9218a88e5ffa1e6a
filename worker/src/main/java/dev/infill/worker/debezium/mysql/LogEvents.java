package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializationException;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.GtidEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.infill.common.model.TableName;
import io.debezium.connector.binlog.event.EventDataDeserializationExceptionData;
import io.debezium.connector.binlog.event.StopEventDataDeserializer;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the log's events. The rows of tables that nobody asked for are passed over before a value
 * of theirs is read. The thread that reads the log uses it.
 */
final class LogEvents extends EventDeserializer {
  private final Set<TableName> asked;
  private final Map<Long, TableMapEventData> tables;

  LogEvents(Set<TableName> asked) {
    this(asked, new HashMap<>());
  }

  /** Reads events of the same log that are packed into one of it. */
  private LogEvents(Set<TableName> asked, Map<Long, TableMapEventData> tables) {
    this.asked = asked;
    this.tables = tables;
    RowReaders.use(this, tables);
    setEventDataDeserializer(EventType.STOP, new StopEventDataDeserializer());
    setEventDataDeserializer(EventType.GTID, new GtidEventDataDeserializer());
    // Of the same form, but for the name.
    setEventDataDeserializer(EventType.ANONYMOUS_GTID, new GtidEventDataDeserializer());
    setEventDataDeserializer(
        EventType.TRANSACTION_PAYLOAD, new PackedEvents(() -> new LogEvents(asked, tables)));
  }

  /**
   * When the transaction that begins with an event was committed, by the clock of the server; empty
   * of events that don't tell it. The time in a header is none of it: it is the session's own,
   * which it may set, when it began the statement.
   */
  static Optional<Instant> committed(Event event) {
    return event.getData() instanceof GtidEventData told && told.getImmediateCommitTimestamp() != 0
        ? Optional.of(Instant.EPOCH.plus(told.getImmediateCommitTimestamp(), ChronoUnit.MICROS))
        : Optional.empty();
  }

  /**
   * An event that can't be read becomes one that ends whoever reads on; the log's client would only
   * pass it over.
   */
  @Override
  public Event nextEvent(ByteArrayInputStream in) throws IOException {
    try {
      Event event = super.nextEvent(in);
      if (event != null) {
        note(event);
      }
      return event;
    } catch (EventDataDeserializationException e) {
      if (e.getCause() instanceof EOFException || e.getCause() instanceof SocketException) {
        throw e;
      }
      return unreadable(e);
    }
  }

  private void note(Event event) {
    var header = event.getHeader();
    if (header.getEventType() == EventType.TABLE_MAP) {
      TableMapEventData table = event.getData();
      if (asked.contains(new TableName(table.getDatabase(), table.getTable()))) {
        tables.put(table.getTableId(), table);
      } else {
        tables.remove(table.getTableId());
      }
    } else if (header.getEventType() == EventType.ROTATE && header.getTimestamp() != 0) {
      // The next file counts its tables anew.
      tables.clear();
    }
  }

  private static Event unreadable(EventDataDeserializationException e) {
    var header = new EventHeaderV4();
    header.setEventType(EventType.INCIDENT);
    header.setTimestamp(e.getEventHeader().getTimestamp());
    header.setServerId(e.getEventHeader().getServerId());
    if (e.getEventHeader() instanceof EventHeaderV4 read) {
      header.setEventLength(read.getEventLength());
      header.setNextPosition(read.getNextPosition());
      header.setFlags(read.getFlags());
    }
    return new Event(header, new EventDataDeserializationExceptionData(e));
  }
}
