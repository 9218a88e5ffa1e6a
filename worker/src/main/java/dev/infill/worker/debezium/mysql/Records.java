package dev.infill.worker.debezium.mysql;

import dev.infill.common.message.Capture;
import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import dev.infill.common.mysql.OwnThread;
import dev.infill.worker.debezium.KeyParts;
import dev.infill.worker.debezium.MarkKind;
import dev.infill.worker.debezium.Seen;
import dev.infill.worker.debezium.Seen.LookedInto;
import dev.infill.worker.debezium.Seen.Mark;
import dev.infill.worker.debezium.Seen.Nothing;
import dev.infill.worker.debezium.Seen.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Reads what Debezium made of MySQL's log. */
final class Records {
  /** On the halves of a key's update, which come as a delete and an insert. */
  private static final String OLD_KEY = "__debezium.oldkey";

  private final Capture capture;
  private final TableName marks;

  Records(Capture capture) {
    this.capture = capture;
    this.marks = MarksTable.of(capture.id(), capture.fill().table());
  }

  /**
   * @throws IllegalArgumentException when a key can't be read
   */
  Seen read(SourceRecord record) {
    if (!(record.value() instanceof Struct value) || value.schema().field("op") == null) {
      return new Nothing();
    }
    Struct source = value.getStruct("source");
    if (!(record.key() instanceof Struct key)) {
      throw new IllegalArgumentException("a captured row has no key");
    }
    @Nullable String gtid = source.getString("gtid");
    String transaction = gtid == null ? "" : gtid;
    Instant committed = Instant.EPOCH.plus(source.getInt64("ts_us"), ChronoUnit.MICROS);
    var table = new TableName(source.getString("db"), source.getString("table"));
    if (table.equals(capture.fill().table())) {
      return row(record, value.getString("op"), key, transaction, committed);
    }
    if (table.equals(marks)) {
      return mark(key, value, transaction, committed);
    }
    var lookups = capture.fill().lookups();
    return lookups.stream()
        .filter(lookup -> lookup.table().equals(table))
        .findFirst()
        .map(lookup -> lookedInto(lookup, key, transaction, committed))
        .orElseGet(Nothing::new);
  }

  /**
   * A row that holds NULL there leads to no row, as the plan has seen to. That its image holds all
   * of these columns is seen where the log is read.
   */
  private Seen lookedInto(Lookup lookup, Struct key, String transaction, Instant committed) {
    boolean leadsNowhere =
        lookup.columns().stream()
            .anyMatch(
                column ->
                    key.schema().field(column.name()) != null && key.get(column.name()) == null);
    return leadsNowhere
        ? new Nothing()
        : new LookedInto(
            transaction,
            new LookupChanged(
                capture.id(), lookup.table(), KeyParts.of(key, lookup.columns()), committed));
  }

  private Row row(
      SourceRecord record, String op, Struct key, String transaction, Instant committed) {
    boolean moved = record.headers().lastWithName(OLD_KEY) != null;
    @Nullable Long thread = ((Struct) record.value()).getStruct("source").getInt64("thread");
    return new Row(
        transaction,
        new RowChanged(
            capture.id(),
            KeyParts.of(key, capture.fill().key()),
            kind(op, moved),
            committed,
            thread != null && thread == OwnThread.ID));
  }

  private static Kind kind(String op, boolean moved) {
    return switch (op) {
      case "c" -> moved ? Kind.UPDATE : Kind.INSERT;
      case "d" -> Kind.DELETE;
      default -> Kind.UPDATE;
    };
  }

  /** A mark that is put again is a row that is updated; one that is taken away is none. */
  private static Seen mark(Struct key, Struct value, String transaction, Instant committed) {
    @Nullable Struct after = value.getStruct("after");
    @Nullable String content = after == null ? null : after.getString(MarksTable.CONTENT);
    if (content == null) {
      return new Nothing();
    }
    return switch (MarksTable.Kind.valueOf(key.getString(MarksTable.KIND))) {
      case NOTE -> new Nothing();
      case BARRIER -> new Mark(transaction, MarkKind.BARRIER, content, committed);
      case START -> new Mark(transaction, MarkKind.START, content, committed);
      case MOVE -> new Mark(transaction, MarkKind.MOVE, content, committed);
    };
  }
}
