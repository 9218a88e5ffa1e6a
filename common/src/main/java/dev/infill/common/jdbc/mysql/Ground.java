package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.BinlogNote;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.shard.PlannedShard;
import dev.infill.common.shard.ShardFailure;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether server and table are still what the migration was begun on, and whether it can go on
 * where they are not.
 */
final class Ground {
  private Ground() {}

  /** Why what was captured and checked until now does not count any more. */
  static Optional<String> changed(Db db, PlannedShard shard) throws SQLException {
    var before = noted(db, shard);
    if (before.isEmpty()) {
      return Optional.of("the table that holds the capture's marks is gone");
    }
    var now = BinlogGround.of(db, shard.plan().fill());
    return now.isEmpty()
        ? Optional.of("the table is gone: renamed or dropped")
        : before.get().lostBy(now.get());
  }

  /**
   * Makes sure that a capture can begin: that the table still has what the plan found there. A
   * column that went with a lost server is added again; one that somebody dropped is not.
   */
  static void lookAgain(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    var now = BinlogGround.of(db, fill);
    if (now.isEmpty()) {
      throw changed("the table %s is gone: renamed or dropped".formatted(fill.table()));
    }
    var wrong = new ArrayList<String>();
    key(db, fill, now.get().keyed(), wrong);
    boolean sameServer =
        noted(db, shard).map(BinlogGround::server).filter(now.get().server()::equals).isPresent();
    if (sameServer) {
      dropped(db, fill, wrong);
    }
    if (wrong.isEmpty()) {
      Expand.addColumns(db, shard);
      values(db, fill, wrong);
      lookups(db, fill, wrong);
    }
    if (!wrong.isEmpty()) {
      throw changed("%s was altered: %s".formatted(fill.table(), String.join("; ", wrong)));
    }
  }

  private static void key(Db db, ColumnFill fill, boolean keyed, List<String> wrong)
      throws SQLException {
    for (KeyColumn part : fill.key()) {
      var found = Columns.find(db, fill.table(), part.name());
      if (found.isEmpty()) {
        wrong.add("the key's column %s is gone".formatted(part.name()));
      } else if (!found.get().type().equals(part.type())) {
        wrong.add(
            "the key's column %s was of type %s and is of type %s"
                .formatted(part.name(), part.type(), found.get().type()));
      }
    }
    if (wrong.isEmpty() && !keyed) {
      wrong.add("no unique index holds the key any more");
    }
  }

  private static void dropped(Db db, ColumnFill fill, List<String> wrong) throws SQLException {
    for (FilledColumn column : fill.columns()) {
      if (Columns.find(db, fill.table(), column.name()).isEmpty()) {
        wrong.add("the column %s was dropped".formatted(column.name()));
      }
    }
  }

  private static void values(Db db, ColumnFill fill, List<String> wrong) throws SQLException {
    for (String source : fill.sources()) {
      if (Columns.find(db, fill.table(), source).isEmpty()) {
        wrong.add("the column %s, which a transform reads, is gone".formatted(source));
      }
    }
    for (FilledColumn column : fill.columns().stream().filter(FilledColumn::inSql).toList()) {
      try {
        db.execute(
            "EXPLAIN UPDATE %s SET %s = (%s) WHERE 1 = 0"
                .formatted(
                    Quoting.table(fill.table()),
                    Quoting.identifier(column.name()),
                    column.value()));
      } catch (SQLException e) {
        wrong.add(
            "the value of %s can't be computed any more: %s"
                .formatted(column.name(), SpecText.of(e)));
      }
    }
  }

  private static void lookups(Db db, ColumnFill fill, List<String> wrong) throws SQLException {
    for (Lookup lookup : fill.lookups()) {
      for (KeyColumn column : lookup.columns()) {
        var now = Columns.find(db, lookup.table(), column.name());
        if (now.isEmpty() || !now.get().type().equals(column.type())) {
          wrong.add(
              "the column %s of %s, by which its changes lead to rows, is not what it was"
                  .formatted(column.name(), lookup.table()));
        }
      }
    }
  }

  private static Optional<BinlogGround> noted(Db db, PlannedShard shard) throws SQLException {
    return CaptureSetup.note(db, CaptureSetup.marks(shard))
        .map(BinlogNote::ground)
        .map(BinlogGround::in);
  }

  private static ShardFailure changed(String what) {
    return new ShardFailure(FailureKind.PERMANENT, "infill.table-altered", what);
  }
}
