package dev.infill.worker.debezium.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.infill.common.message.Change.LookupChanged;
import dev.infill.common.message.Change.RowChanged;
import dev.infill.common.message.Change.RowChanged.Kind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Key;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.MigrationShard;
import dev.infill.common.model.TableName;
import dev.infill.worker.debezium.KeyParts;
import dev.infill.worker.debezium.MarkKind;
import dev.infill.worker.debezium.Seen;
import dev.infill.worker.debezium.Seen.LookedInto;
import dev.infill.worker.debezium.Seen.Mark;
import dev.infill.worker.debezium.Seen.Nothing;
import dev.infill.worker.debezium.Seen.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Reads what Debezium made of PostgreSQL's log. */
final class Records {
  /** On the halves of a key's update, which come as a delete and an insert. */
  private static final String OLD_KEY = "__debezium.oldkey";

  private static final String PREFIX = "infill.";

  private Records() {}

  /**
   * Reads a record of Debezium.
   *
   * @throws IllegalArgumentException when a key can't be read
   */
  static Seen read(SourceRecord record, MigrationShard id, ColumnFill fill) {
    if (!(record.value() instanceof Struct value) || value.schema().field("op") == null) {
      return new Nothing();
    }
    Struct source = value.getStruct("source");
    Long transaction = source.getInt64("txId");
    String tx = transaction == null ? "" : transaction.toString();
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
      String transaction,
      SourceRecord record,
      String op,
      Struct struct,
      MigrationShard id,
      ColumnFill fill,
      Instant committed) {
    if (op.equals("d") && !KeyParts.has(struct, fill.key())) {
      // The table's replica identity is another key than ours: only that one's columns are told of
      // a row that is gone, and there is nothing to be written for it.
      return new Nothing();
    }
    boolean moved = record.headers().lastWithName(OLD_KEY) != null;
    Key key = KeyParts.of(struct, fill.key());
    return new Row(transaction, new RowChanged(id, key, kind(op, moved), committed, false));
  }

  /** A row that holds NULL there leads to no row, as the plan has seen to. */
  private static Seen lookup(
      String transaction, Struct struct, MigrationShard id, Lookup lookup, Instant committed) {
    return KeyParts.has(struct, lookup.columns())
        ? new LookedInto(
            transaction,
            new LookupChanged(id, lookup.table(), KeyParts.of(struct, lookup.columns()), committed))
        : new Nothing();
  }

  private static Kind kind(String op, boolean moved) {
    return switch (op) {
      case "c" -> moved ? Kind.UPDATE : Kind.INSERT;
      case "d" -> Kind.DELETE;
      default -> Kind.UPDATE;
    };
  }

  private static Seen mark(String transaction, Struct value) {
    Struct message = value.getStruct("message");
    Optional<MarkKind> kind = kind(message.getString("prefix"));
    if (kind.isEmpty()) {
      return new Nothing();
    }
    // The binary mode of the keys holds for messages too.
    @Nullable String content = message.getString("content");
    return new Mark(
        transaction,
        kind.get(),
        content == null ? "" : new String(HexFormat.of().parseHex(content), UTF_8),
        Instant.ofEpochMilli(value.getInt64("ts_ms")));
  }

  /** What a message's prefix stands for; empty for one that is not ours. */
  private static Optional<MarkKind> kind(String prefix) {
    return Arrays.stream(MarkKind.values()).filter(kind -> prefix(kind).equals(prefix)).findFirst();
  }

  /** As a message has it, such as {@code infill.barrier}. */
  static String prefix(MarkKind kind) {
    return PREFIX + kind.name().toLowerCase(Locale.ROOT);
  }
}
