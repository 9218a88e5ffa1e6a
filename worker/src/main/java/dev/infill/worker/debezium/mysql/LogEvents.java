package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeader;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.GtidEventData;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDataDeserializationException;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.GtidEventDataDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.OwnThread;
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
import java.util.function.IntConsumer;

/**
 * Reads the log's events. The rows of tables that nobody asked for are passed over before a value
 * of theirs is read, and those of our own updates are only counted where nobody applies them. The
 * thread that reads the log uses it.
 */
final class LogEvents extends EventDeserializer {
  /** The log counts its tables from 1. */
  private static final long NO_TABLE = 0;

  private final Set<TableName> asked;
  private final Optional<Counted> counted;
  private final Map<Long, TableMapEventData> tables;
  private final TableMaps tableMaps = new TableMaps();

  /** Of the table that is counted, as the log told it last. */
  private Optional<RowWidths> widths = Optional.empty();

  private long widthsOf = NO_TABLE;

  /** Whether the transaction under way is one of our own. */
  private boolean own;

  /**
   * Our own updates of a table, where nothing is wanted but how many rows they are.
   *
   * @param rows takes how many rows an event held
   */
  record Counted(TableName table, IntConsumer rows) {}

  /**
   * @param asked the tables of which rows are read
   * @param counted that of them in which our own updates are only counted
   */
  LogEvents(Set<TableName> asked, Optional<Counted> counted) {
    this(asked, counted, new HashMap<>());
  }

  /** Reads events of the same log that are packed into one of it. */
  private LogEvents(
      Set<TableName> asked, Optional<Counted> counted, Map<Long, TableMapEventData> tables) {
    this.asked = asked;
    this.counted = counted;
    this.tables = tables;
    RowReaders.use(
        this,
        tables,
        table -> own && table == widthsOf ? widths : Optional.empty(),
        rows -> counted.ifPresent(to -> to.rows().accept(rows)));
    setEventDataDeserializer(EventType.STOP, new StopEventDataDeserializer());
    setEventDataDeserializer(EventType.GTID, new GtidEventDataDeserializer());
    // Of the same form, but for the name.
    setEventDataDeserializer(EventType.ANONYMOUS_GTID, new GtidEventDataDeserializer());
    setEventDataDeserializer(
        EventType.TRANSACTION_PAYLOAD,
        new PackedEvents(() -> new LogEvents(asked, counted, tables)));
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

  @Override
  public EventData deserializeTableMapEventData(ByteArrayInputStream in, EventHeader header)
      throws IOException {
    in.enterBlock(Math.toIntExact(header.getDataLength()));
    try {
      return tableMaps.read(in.read(in.available()));
    } catch (IOException e) {
      throw new EventDataDeserializationException(header, e);
    } finally {
      in.skipToTheEndOfTheBlock();
    }
  }

  /** Whether the transaction that begins with a statement is one of our own. */
  private static boolean beginsOwn(QueryEventData query) {
    return query.getThreadId() == OwnThread.ID && query.getSql().equalsIgnoreCase("BEGIN");
  }

  private void note(Event event) {
    var header = event.getHeader();
    if (header.getEventType() == EventType.QUERY) {
      own = beginsOwn(event.getData());
    } else if (header.getEventType() == EventType.TABLE_MAP) {
      TableMapEventData table = event.getData();
      var name = new TableName(table.getDatabase(), table.getTable());
      if (counted.isPresent() && counted.get().table().equals(name)) {
        widthsOf = table.getTableId();
        widths = RowWidths.of(table);
      } else if (table.getTableId() == widthsOf) {
        widthsOf = NO_TABLE;
      }
      if (asked.contains(name)) {
        tables.put(table.getTableId(), table);
      } else {
        tables.remove(table.getTableId());
      }
    } else if (header.getEventType() == EventType.ROTATE && header.getTimestamp() != 0) {
      // The next file counts its tables anew.
      tables.clear();
      widthsOf = NO_TABLE;
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
