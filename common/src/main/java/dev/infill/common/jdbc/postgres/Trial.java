package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.model.TableName;
import dev.infill.common.postgres.Quoting;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * An empty temporary copy of a table as it will be with its new columns, on which statements are
 * tried before they are run on the table. It lives in a transaction that is always rolled back, and
 * nobody else ever sees it.
 */
final class Trial {
  /** What the copy of another table is called. */
  static final String COPY_WITH_KEYS = "infill_pointed_at";

  private final Db db;
  private final String table;

  private Trial(Db db, String table) {
    this.db = db;
    this.table = table;
  }

  /** What is tried. */
  interface Tries<T> {
    T on(Trial trial) throws SQLException;
  }

  /** Whether the server takes trials; a standby takes none, which is a finding of its own. */
  static boolean possible(Db db, Findings findings) throws SQLException {
    if (db.holds("SELECT pg_is_in_recovery()")) {
      return false;
    }
    if (!db.holds("SELECT has_database_privilege(current_database(), 'TEMPORARY')")) {
      findings.error(
          "no-temporary-privilege",
          "The role may not create temporary tables, on which indexes and foreign keys are tried first.",
          "GRANT TEMPORARY ON DATABASE to the role.");
      return false;
    }
    return true;
  }

  /**
   * @param added types of the new columns by their names; one that the table has already is left as
   *     it is
   */
  static <T> T with(Db looking, TableName like, Map<String, String> added, Tries<T> tries)
      throws SQLException {
    // Done also where the steps are only rehearsed: it leaves nothing.
    var db = new Db(looking.connection());
    db.connection().setAutoCommit(false);
    try {
      // The survey's sessions are read-only, which would refuse even this.
      db.execute("SET TRANSACTION READ WRITE");
      // Under the table's own name, since an expression may name its columns with it.
      String copy = "pg_temp." + Quoting.identifier(like.table());
      db.execute(
          "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING GENERATED)"
              .formatted(copy, Quoting.table(like)));
      for (var column : added.entrySet()) {
        db.execute(
            "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s"
                .formatted(copy, Quoting.identifier(column.getKey()), column.getValue()));
      }
      return tries.on(new Trial(db, copy));
    } finally {
      if (!db.connection().isClosed()) {
        db.connection().rollback();
        db.connection().setAutoCommit(true);
      }
    }
  }

  Db db() {
    return db;
  }

  /** The copy's name, quoted. */
  String table() {
    return table;
  }

  /** An empty copy of another table with its unique keys; answers its name, quoted. */
  String copyWithKeys(TableName other) throws SQLException {
    String copy = "pg_temp." + COPY_WITH_KEYS;
    db.execute(
        "CREATE TEMPORARY TABLE %s (LIKE %s INCLUDING GENERATED INCLUDING INDEXES)"
            .formatted(copy, Quoting.table(other)));
    return copy;
  }

  /** Runs a statement and takes it back; answers what the server has against it. */
  Optional<SQLException> refused(String statement) throws SQLException {
    var before = db.connection().setSavepoint();
    try {
      db.execute(statement);
      return Optional.empty();
    } catch (SQLException e) {
      return Optional.of(e);
    } finally {
      if (!db.connection().isClosed()) {
        db.connection().rollback(before);
      }
    }
  }
}
