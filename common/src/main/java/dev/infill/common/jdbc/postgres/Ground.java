package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.CaptureGround;
import dev.infill.common.jdbc.postgres.ObjectNames.Kind;
import dev.infill.common.message.FailureKind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.KeyColumn;
import dev.infill.common.model.Lookup;
import dev.infill.common.postgres.Quoting;
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
  private static final String NOTE =
      """
      SELECT coalesce(obj_description(p.oid, 'pg_publication'), '') FROM pg_publication p
       WHERE p.pubname = ?
      """;

  private static final String CAPTURED =
      """
      SELECT EXISTS (SELECT FROM pg_publication p JOIN pg_publication_rel r ON r.prpubid = p.oid
                      WHERE p.pubname = ? AND r.prrelid = to_regclass(?))
         AND EXISTS (SELECT FROM pg_replication_slots s
                      WHERE s.slot_name = ? AND s.wal_status IS DISTINCT FROM 'lost')
      """;

  private Ground() {}

  /** Why what was captured and checked until now does not count any more. */
  static Optional<String> changed(Db db, PlannedShard shard) throws SQLException {
    if (!db.holds(
        CAPTURED,
        ObjectNames.of(Kind.PUBLICATION, shard.id()),
        Quoting.table(shard.plan().fill().table()),
        ObjectNames.of(Kind.SLOT, shard.id()))) {
      return Optional.of("slot or publication is gone");
    }
    var before = noted(db, shard);
    return before.isEmpty()
        ? Optional.empty()
        : before.get().lostBy(before.get().now(db.connection()));
  }

  /**
   * Makes sure that a capture can begin: that the table still has what the plan found there. A
   * column that went with a lost server is added again; one that somebody dropped is not.
   */
  static void lookAgain(Db db, PlannedShard shard) throws SQLException, ShardFailure {
    var fill = shard.plan().fill();
    if (!db.holds("SELECT to_regclass(?) IS NOT NULL", Quoting.table(fill.table()))) {
      throw changed("the table %s is gone: renamed or dropped".formatted(fill.table()));
    }
    var wrong = new ArrayList<String>();
    key(db, fill, wrong);
    var before = noted(db, shard);
    boolean sameServer =
        before.isPresent() && before.get().sameServer(before.get().now(db.connection()));
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

  private static void key(Db db, ColumnFill fill, List<String> wrong) throws SQLException {
    for (var part : fill.key()) {
      var found = KeyFinder.type(db, fill.table(), part.name());
      if (found.isEmpty()) {
        wrong.add("the key's column %s is gone".formatted(part.name()));
      } else if (!found.get().equals(part.type())) {
        wrong.add(
            "the key's column %s was of type %s and is of type %s"
                .formatted(part.name(), part.type(), found.get()));
      }
    }
    if (wrong.isEmpty()
        && !CaptureGround.of(db.connection(), fill).map(CaptureGround::keyed).orElse(false)) {
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
        db.ask(
            "EXPLAIN UPDATE %s SET %s = (%s)"
                .formatted(
                    Quoting.table(fill.table()),
                    Quoting.identifier(column.name()),
                    Quoting.forDriver(column.value())));
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
        var now = KeyFinder.carried(db, lookup.table(), column.name());
        if (!now.map(KeyFinder.Carried::column).equals(Optional.of(column))) {
          wrong.add(
              "the column %s of %s, by which its changes lead to rows, is not what it was"
                  .formatted(column.name(), lookup.table()));
        }
      }
    }
  }

  private static Optional<CaptureGround> noted(Db db, PlannedShard shard) throws SQLException {
    return db.first(row -> row.getString(1), NOTE, ObjectNames.of(Kind.PUBLICATION, shard.id()))
        .flatMap(CaptureGround::in);
  }

  private static ShardFailure changed(String what) {
    return new ShardFailure(FailureKind.PERMANENT, "infill.table-altered", what);
  }
}
