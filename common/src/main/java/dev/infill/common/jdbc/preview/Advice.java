package dev.infill.common.jdbc.preview;

import dev.infill.common.jdbc.postgres.Db;
import dev.infill.common.message.Finding;
import dev.infill.common.message.FindingCode;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the server could compute the column itself, so that no row needs a fill. It is tried on
 * an empty temporary copy of the table, since only the server knows what it takes.
 */
final class Advice {
  /** A rewrite of more would hold up the application for longer than a moment. */
  static final long SOON_REWRITTEN = 64L << 20;

  private static final int FIRST_WITH_VIRTUAL = 18;

  private final Db db;
  private final PlannedShard shard;
  private final List<Finding> advice = new ArrayList<>();

  private Advice(Db db, PlannedShard shard) {
    this.db = db;
    this.shard = shard;
  }

  /**
   * @param db a session of its own, which is closed afterwards
   */
  static List<Finding> of(Db db, PlannedShard shard) throws SQLException {
    var advice = new Advice(db, shard);
    var fill = shard.plan().fill();
    db.execute(
        "CREATE TEMPORARY TABLE infill_advice (LIKE %s INCLUDING GENERATED)"
            .formatted(Quoting.table(fill.table())));
    for (FilledColumn column : fill.columns()) {
      // A value that names the table names another one here, and is then taken for one that won't
      // do.
      if (column.inSql() && column.sync() == Sync.DERIVED) {
        advice.of(column);
      }
    }
    return List.copyOf(advice.advice);
  }

  private void of(FilledColumn column) throws SQLException {
    int version = db.connection().getMetaData().getDatabaseMajorVersion();
    boolean indexed =
        shard.spec().indexes().stream().anyMatch(index -> index.columns().contains(column.name()));
    if (version >= FIRST_WITH_VIRTUAL && !indexed && takes(column, "VIRTUAL")) {
      advice.add(
          FindingCode.VIRTUAL_COLUMN.finding(
              "The server can compute %s each time that it is read.".formatted(column.name()),
              statement(column, "VIRTUAL")
                  + " takes a moment, writes no row, and needs no writer to fill it."));
    }
    if (shard.plan().tableBytes() <= SOON_REWRITTEN && takes(column, "STORED")) {
      advice.add(
          FindingCode.STORED_COLUMN.finding(
              "The table is small, and the server can compute and store %s itself."
                  .formatted(column.name()),
              statement(column, "STORED")
                  + " rewrites the table while nobody can use it, and needs no writer to fill it."));
    }
  }

  private boolean takes(FilledColumn column, String kind) throws SQLException {
    db.connection().setAutoCommit(false);
    try {
      db.execute(clause("infill_advice", column, kind));
      return true;
    } catch (SQLException e) {
      if (db.connection().isClosed()) {
        throw e;
      }
      return false; // the server's answer to what was asked
    } finally {
      if (!db.connection().isClosed()) {
        db.connection().rollback();
        db.connection().setAutoCommit(true);
      }
    }
  }

  private String statement(FilledColumn column, String kind) {
    return clause(Quoting.table(shard.plan().fill().table()), column, kind);
  }

  private static String clause(String table, FilledColumn column, String kind) {
    return "ALTER TABLE %s ADD COLUMN %s %s GENERATED ALWAYS AS (%s) %s"
        .formatted(table, Quoting.identifier(column.name()), column.type(), column.value(), kind);
  }
}
