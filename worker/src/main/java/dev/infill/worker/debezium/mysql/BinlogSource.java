package dev.infill.worker.debezium.mysql;

import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.QueryEventData;
import com.github.shyiko.mysql.binlog.event.TableMapEventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.XAPrepareEventData;
import dev.infill.common.message.OwnWrites;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.OwnThread;
import dev.infill.worker.debezium.LostException;
import io.debezium.DebeziumException;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.connector.mysql.MySqlOffsetContext;
import io.debezium.connector.mysql.MySqlPartition;
import io.debezium.connector.mysql.MySqlStreamingChangeEventSource;
import io.debezium.pipeline.ErrorHandler;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.text.MultipleParsingExceptions;
import io.debezium.text.ParsingException;
import io.debezium.util.Clock;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Streams the log, as Debezium does it, but for what concerns no capture of ours: events of other
 * tables, statements about other things, and rows of our own writing, which are only counted. The
 * thread that reads the log uses it.
 *
 * <p>What no row tells of ends it, with a {@link LostException}, and nothing behind that passes.
 */
final class BinlogSource extends MySqlStreamingChangeEventSource {
  private final Run run;
  private final MySqlDatabaseSchema schema;
  private final ErrorHandler errors;
  private final FollowedTables followed;
  private final TableName filled;
  private final Set<TableName> captured;
  private final Statements statements;

  /** Of the captured tables, by the numbers that the log gives them. */
  private final Map<Long, TableName> tables = new HashMap<>();

  private boolean own;

  /** Whether the transaction under way wrote rows of the filled table, or of one looked into. */
  private boolean wrote;

  private boolean ended;

  BinlogSource(BinlogSourceFactory.Parts parts, Run run) {
    super(
        parts.config(),
        parts.connections().mainConnection(),
        parts.dispatcher(),
        parts.errors(),
        Clock.system(),
        parts.context(),
        parts.schema(),
        parts.metrics(),
        parts.snapshotters(),
        parts.client());
    this.run = run;
    this.schema = parts.schema();
    this.errors = parts.errors();
    this.followed = new FollowedTables(run.capture());
    this.filled = followed.filled();
    this.captured = followed.all();
    this.statements = new Statements(run.capture().fill(), followed.marks());
    parts.client().setEventDeserializer(new LogEvents(captured, counted()));
  }

  private Optional<LogEvents.Counted> counted() {
    return appliesOwn()
        ? Optional.empty()
        : Optional.of(new LogEvents.Counted(filled, rows -> run.ownRows().add(rows)));
  }

  @Override
  protected void handleEvent(
      MySqlPartition partition,
      MySqlOffsetContext offset,
      ChangeEventSourceContext context,
      Event event) {
    if (ended) {
      return;
    }
    if (event.getHeader().getEventType() == EventType.PARTIAL_UPDATE_ROWS_EVENT
        && tables.values().stream().anyMatch(followed::isTheApplications)) {
      end("a session with binlog_row_value_options wrote rows, of which the log holds parts only");
      return;
    }
    super.handleEvent(partition, offset, context, event);
  }

  /** Of each transaction the time when it was committed, whether or not it has a name. */
  @Override
  protected void setEventTimestamp(Event event, long header) {
    LogEvents.committed(event).ifPresent(time -> eventTimestamp = time);
    if (eventTimestamp == null) {
      eventTimestamp = Instant.ofEpochMilli(header);
    }
  }

  /** The log's client passes over what its listeners throw, so that is not the way to end it. */
  private void end(String why) {
    ended = true;
    errors.setProducerThrowable(new DebeziumException(new LostException(why)));
  }

  @Override
  protected void handleTransactionBegin(
      MySqlPartition partition, MySqlOffsetContext offset, Event event, Long thread)
      throws InterruptedException {
    own = thread != null && thread == OwnThread.ID;
    super.handleTransactionBegin(partition, offset, event, thread);
  }

  @Override
  protected void handleUpdateTableMetadata(
      MySqlPartition partition, MySqlOffsetContext offset, Event event)
      throws InterruptedException {
    TableMapEventData told = unwrapData(event);
    var table = new TableName(told.getDatabase(), told.getTable());
    if (captured.contains(table)) {
      if (known(table) == null) {
        throw new LostException(
            "rows of " + table + " came, of which the log does not tell what it is");
      }
      tables.put(told.getTableId(), table);
      super.handleUpdateTableMetadata(partition, offset, event);
    } else {
      tables.remove(told.getTableId());
    }
  }

  @Override
  protected void handleInsert(MySqlPartition partition, MySqlOffsetContext offset, Event event)
      throws InterruptedException {
    WriteRowsEventData rows = unwrapData(event);
    checkTold(rows.getTableId(), rows.getIncludedColumns());
    if (passes(rows.getTableId(), rows.getRows().size())) {
      super.handleInsert(partition, offset, event);
    }
  }

  @Override
  protected void handleDelete(MySqlPartition partition, MySqlOffsetContext offset, Event event)
      throws InterruptedException {
    DeleteRowsEventData rows = unwrapData(event);
    checkTold(rows.getTableId(), rows.getIncludedColumns());
    if (passes(rows.getTableId(), rows.getRows().size())) {
      super.handleDelete(partition, offset, event);
    }
  }

  @Override
  protected void handleUpdate(MySqlPartition partition, MySqlOffsetContext offset, Event event)
      throws InterruptedException {
    UpdateRowsEventData rows = unwrapData(event);
    // Of other tables nothing is known either.
    if (tables.containsKey(rows.getTableId()) && RowReaders.onlyCounted(rows)) {
      if (!own) {
        throw new LostException("rows that were taken for our own writing are somebody else's");
      }
      wrote = true;
      return;
    }
    if (!passes(rows.getTableId(), rows.getRows().size())) {
      return;
    }
    checkTold(rows.getTableId(), rows.getIncludedColumnsBeforeUpdate());
    var images = new Images(rows);
    rows.setRows(images.completed());
    if (own || !tables.get(rows.getTableId()).equals(filled) || !appliesOwn()) {
      super.handleUpdate(partition, offset, event);
      return;
    }
    Table table = known(filled);
    var theirs = new ArrayList<Map.Entry<Serializable[], Serializable[]>>();
    var ours = new ArrayList<Map.Entry<Serializable[], Serializable[]>>();
    for (var row : rows.getRows()) {
      (statements.onlyFilled(table, images.changed(row)) ? ours : theirs).add(row);
    }
    update(partition, offset, event, rows, theirs);
    long thread = offset.getSource().getThreadId();
    offset.setBinlogThread(OwnThread.ID);
    update(partition, offset, event, rows, ours);
    offset.setBinlogThread(thread);
  }

  private void update(
      MySqlPartition partition,
      MySqlOffsetContext offset,
      Event event,
      UpdateRowsEventData rows,
      List<Map.Entry<Serializable[], Serializable[]>> which)
      throws InterruptedException {
    if (!which.isEmpty()) {
      rows.setRows(which);
      super.handleUpdate(partition, offset, event);
    }
  }

  private void checkTold(long table, BitSet image) {
    TableName name = tables.get(table);
    if (name == null) {
      return;
    }
    followed
        .untold(name, known(name), image)
        .ifPresent(
            column -> {
              throw new LostException(
                  "a session wrote rows of %s of which the log does not tell %s"
                      .formatted(name, column));
            });
  }

  /** Whether rows become records; counts those of our own writing that don't. */
  private boolean passes(long table, int rows) {
    TableName name = tables.get(table);
    if (name == null) {
      return false;
    }
    wrote |= followed.isTheApplications(name);
    if (own && name.equals(filled) && !appliesOwn()) {
      run.ownRows().add(rows);
      return false;
    }
    return true;
  }

  /**
   * Rows of a transaction that is committed in two phases come when it is prepared, long before it
   * is decided whether they count.
   */
  @Override
  protected void prepareTransaction(MySqlOffsetContext offset, Event event) {
    XAPrepareEventData prepared = unwrapData(event);
    if (wrote && !prepared.isOnePhase()) {
      throw new LostException(
          "a transaction that wrote the table, or one that values look into, is committed in two"
              + " phases (XA), which can't be followed");
    }
  }

  private boolean appliesOwn() {
    return run.capture().ownWrites() == OwnWrites.APPLIED;
  }

  @Override
  protected void handleQueryEvent(MySqlPartition partition, MySqlOffsetContext offset, Event event)
      throws InterruptedException {
    QueryEventData query = unwrapData(event);
    own = false;
    wrote &= Statements.endsRows(query.getSql());
    switch (statements.judge(query.getSql(), query.getDatabase())) {
      case TRANSACTION -> super.handleQueryEvent(partition, offset, event);
      case OTHER -> {}
      case WRITES_UNSEEN ->
          throw new LostException("a session wrote statements into the log in place of rows");
      case REPLACES ->
          throw new LostException(
              "the table was renamed, dropped or filled from elsewhere, or lost a column that the"
                  + " fill uses; or one that values look into was, or lost its rows at once");
      case ALTERS -> alter(partition, offset, event);
    }
  }

  private void alter(MySqlPartition partition, MySqlOffsetContext offset, Event event)
      throws InterruptedException {
    List<String> before = used();
    try {
      super.handleQueryEvent(partition, offset, event);
    } catch (ParsingException | MultipleParsingExceptions e) {
      // Without its text, which may hold somebody's values.
      throw new LostException("a statement that altered the table can't be read");
    }
    if (known(filled) == null || !used().equals(before)) {
      throw new LostException("columns that the fill reads or writes were altered");
    }
  }

  private List<String> used() {
    var used = new ArrayList<>(statements.used(known(filled)));
    followed
        .lookups()
        .forEach((table, lookup) -> used.addAll(statements.used(lookup, known(table))));
    return used;
  }

  private Table known(TableName table) {
    return schema.tableFor(new TableId(table.schema(), null, table.table()));
  }
}
