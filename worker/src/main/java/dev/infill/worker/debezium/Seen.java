package dev.infill.worker.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.TableName;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** What a capture sees in the server's log. */
sealed interface Seen {
  /** A row was written by the transaction. */
  record Row(long transaction, RowChanged change) implements Seen {}

  /** A row of a table that values look into was written by the transaction. */
  record LookedInto(long transaction, LookupChanged change) implements Seen {}

  /**
   * A message was put into the log.
   *
   * @param transaction to which it belongs; 0 for none
   * @param prefix what it is, such as {@code infill.barrier}
   */
  record Mark(long transaction, String prefix, String content, Instant at) implements Seen {}

  /** A heartbeat, or a row that leads nowhere: only a position. */
  record Nothing() implements Seen {}

  /** On the halves of a key's update, which come as a delete and an insert. */
  String OLD_KEY = "__debezium.oldkey";

  /**
   * Reads a record of Debezium.
   *
   * @throws IllegalArgumentException when a key can't be read
   */
  static Seen in(SourceRecord record, MigrationShard id, ColumnFill fill) {
    if (!(record.value() instanceof Struct value) || value.schema().field("op") == null) {
      return new Nothing();
    }
    Struct source = value.getStruct("source");
    Long transaction = source.getInt64("txId");
    long tx = transaction == null ? 0 : transaction;
    String op = value.getString("op");
    if (op.equals("m")) {
      return mark(tx, value);
    }
    if (!(record.key() instanceof Struct struct)) {
      throw new IllegalArgumentException("a captured row has no key");
    }
    Instant committed = Instant.EPOCH.plus(source.getInt64("ts_us"), ChronoUnit.MICROS);
    var written = new TableName(source.getString("schema"), source.getString("table"));
    return written.equals(fill.table())
        ? row(tx, record, op, struct, id, fill, committed)
        : lookup(tx, struct, id, fill.lookup(written), committed);
  }

  private static Seen row(
      long transaction,
      SourceRecord record,
      String op,
      Struct struct,
      MigrationShard id,
      ColumnFill fill,
      Instant committed) {
    if (op.equals("d") && !KeyText.has(struct, fill.key())) {
      // The table's replica identity is another key than ours: only that one's columns are told of
      // a row that is gone, and there is nothing to be written for it.
      return new Nothing();
    }
    boolean moved = record.headers().lastWithName(OLD_KEY) != null;
    Key key = KeyText.of(struct, fill.key());
    return new Row(transaction, new RowChanged(id, key, kind(op, moved), committed, false));
  }

  /** A row that holds NULL there leads to no row, as the plan has seen to. */
  private static Seen lookup(
      long transaction, Struct struct, MigrationShard id, Lookup lookup, Instant committed) {
    return KeyText.has(struct, lookup.columns())
        ? new LookedInto(
            transaction,
            new LookupChanged(id, lookup.table(), KeyText.of(struct, lookup.columns()), committed))
        : new Nothing();
  }

  private static Kind kind(String op, boolean moved) {
    return switch (op) {
      case "c" -> moved ? Kind.UPDATE : Kind.INSERT;
      case "d" -> Kind.DELETE;
      default -> Kind.UPDATE;
    };
  }

  private static Mark mark(long transaction, Struct value) {
    Struct message = value.getStruct("message");
    // The binary mode of the keys holds for messages too.
    @Nullable String content = message.getString("content");
    return new Mark(
        transaction,
        message.getString("prefix"),
        content == null ? "" : new String(HexFormat.of().parseHex(content), UTF_8),
        Instant.ofEpochMilli(value.getInt64("ts_ms")));
  }
}
