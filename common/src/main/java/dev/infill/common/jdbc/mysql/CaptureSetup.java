package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Lookup;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.MarksTable;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The marks table with the note of where in the log a capture begins.
 *
 * <p>What the note's position follows can be seen by whoever reads the table afterwards: a server
 * names a transaction as executed only when it is there to be seen; and where it names none, it
 * commits in the order of its log, so that all is there before the note itself is.
 */
final class CaptureSetup {
  private static final int NO_SUCH_TABLE = 1146;
  private static final int TRIES = 5;

  /** How far a counter is, which each insert changes. */
  private static final Pattern COUNTER = Pattern.compile(" AUTO_INCREMENT=\\d+");

  private CaptureSetup() {}

  static TableName marks(PlannedShard shard) {
    return MarksTable.of(shard.id(), shard.plan().fill().table());
  }

  /** A note that is there stays, unless it tells of what is no more. */
  static void prepare(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    var marks = marks(shard);
    var before = note(db, marks);
    if (before.isPresent()) {
      if (BinlogGround.in(before.get().ground()).lostBy(ground(db, fill)).isEmpty()) {
        return;
      }
      drop(db, shard);
    }
    makeMarks(db, shard);
    // In a rehearsal there is no table of marks to tell of, and the position is of the moment.
    String text = db.recorded(MarksTable.create(marks)) ? ":note" : begin(db, fill, marks).text();
    db.ask(MarksTable.put(marks), MarksTable.Kind.NOTE.name(), text, text);
  }

  static void makeMarks(Db db, PlannedShard shard) throws SQLException {
    db.execute(MarksTable.create(marks(shard)));
  }

  static void drop(Db db, PlannedShard shard) throws SQLException {
    db.execute(MarksTable.drop(marks(shard)));
  }

  /** Empty where there is no marks table, or nothing was noted in it. */
  static Optional<BinlogNote> note(Db db, TableName marks) throws SQLException {
    try {
      return db.texts(MarksTable.read(marks), MarksTable.Kind.NOTE.name()).stream()
          .findFirst()
          .map(BinlogNote::of);
    } catch (SQLException e) {
      if (e.getErrorCode() == NO_SUCH_TABLE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The log does not tell how a table was made, so that must be known as of the position. */
  private static BinlogNote begin(Db db, ColumnFill fill, TableName marks)
      throws SQLException, ShardFailure {
    for (int i = 0; i < TRIES; i++) {
      var tables = tables(db, fill, marks);
      var ground = ground(db, fill);
      var position = BinlogPosition.now(db);
      if (tables.equals(tables(db, fill, marks)) && ground.equals(ground(db, fill))) {
        return new BinlogNote(
            UUID.randomUUID().toString(),
            ground.server(),
            position.gtids(),
            position.file(),
            position.position(),
            tables,
            ground.text());
      }
    }
    throw new ShardFailure(
        FailureKind.TRANSIENT,
        "infill.table-altered",
        "%s is being altered by somebody else".formatted(fill.table()));
  }

  private static List<BinlogNote.Table> tables(Db db, ColumnFill fill, TableName marks)
      throws SQLException {
    var tables = new ArrayList<BinlogNote.Table>();
    tables.add(table(db, fill.table()));
    tables.add(table(db, marks));
    for (Lookup lookup : fill.lookups()) {
      tables.add(table(db, lookup.table()));
    }
    return tables;
  }

  private static BinlogNote.Table table(Db db, TableName name) throws SQLException {
    String ddl =
        db.first(row -> row.getString(2), "SHOW CREATE TABLE " + Quoting.table(name)).orElseThrow();
    return new BinlogNote.Table(name.schema(), name.table(), COUNTER.matcher(ddl).replaceFirst(""));
  }

  private static BinlogGround ground(Db db, ColumnFill fill) throws SQLException, ShardFailure {
    return BinlogGround.of(db, fill)
        .orElseThrow(
            () ->
                new ShardFailure(
                    FailureKind.PERMANENT,
                    "infill.table-altered",
                    "the table %s is gone: renamed or dropped".formatted(fill.table())));
  }
}
