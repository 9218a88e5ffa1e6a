package dev.infill.common.jdbc.schema;

import dev.infill.common.jdbc.schema.ObjectNames.Kind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.Sync;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A trigger that computes the value for writers that do not, and tells by a message each time it
 * had to.
 *
 * <p>A value that can't be computed leaves the row as the writer gave it: the application's write
 * must not fail because of a bridge. Reconciling finds such rows.
 */
final class Bridge {
  /** The message that a capture turns into an event. */
  static final String PREFIX = "infill.bridge";

  private Bridge() {}

  static void install(Db db, PlannedShard shard) throws SQLException {
    var fill = shard.plan().fill();
    String name = ObjectNames.of(Kind.TRIGGER, shard.id());
    var statements = new ArrayList<String>();
    statements.add(function(db, shard));
    if (!exists(db, fill, name)) {
      statements.add(
          "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s()"
              .formatted(
                  Quoting.identifier(name), Quoting.table(fill.table()), functionName(shard)));
    }
    db.together(statements);
  }

  static void remove(Db db, PlannedShard shard) throws SQLException {
    var fill = shard.plan().fill();
    String name = ObjectNames.of(Kind.TRIGGER, shard.id());
    if (exists(db, fill, name)) {
      db.together(
          TableTree.lockedFirst(
              db,
              fill.table(),
              List.of(
                  "DROP TRIGGER %s ON %s"
                      .formatted(Quoting.identifier(name), Quoting.table(fill.table())))));
    }
    db.execute("DROP FUNCTION IF EXISTS " + functionName(shard) + "()");
  }

  private static boolean exists(Db db, ColumnFill fill, String name) throws SQLException {
    return db.recorded("CREATE TRIGGER " + Quoting.identifier(name))
        || db.holds(
            """
        SELECT true FROM pg_trigger
         WHERE tgrelid = ?::regclass AND tgname = ? AND NOT tgisinternal
        """,
            Quoting.table(fill.table()),
            name);
  }

  /**
   * Sees the row under the table's name, so that a value may name its columns with it. The settings
   * are those of our own sessions, since a value may read the same in any session only under them.
   */
  private static String function(Db db, PlannedShard shard) throws SQLException {
    var fill = shard.plan().fill();
    String column = Quoting.identifier(fill.column());
    return """
      CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql
      SET search_path = %2$s SET timezone = 'UTC' SET datestyle = 'ISO, MDY' AS %3$s
      #variable_conflict use_column
      DECLARE
        infill_value %4$s;
      BEGIN
        IF %5$s THEN
          RETURN NEW;
        END IF;
        BEGIN
          SELECT (%6$s) INTO infill_value FROM (SELECT NEW.*) AS %7$s;
        EXCEPTION WHEN OTHERS THEN
          RETURN NEW;
        END;
        IF NEW.%8$s IS DISTINCT FROM infill_value THEN
          NEW.%8$s := infill_value;
          PERFORM pg_logical_emit_message(false, '%9$s', %10$s);
        END IF;
        RETURN NEW;
      END
      %3$s
      """
        .formatted(
            functionName(shard),
            searchPath(db),
            quote(fill.value()),
            fill.type(),
            fill.sync() == Sync.INITIAL ? "NEW." + column + " IS NOT NULL" : "false",
            fill.value(),
            Quoting.identifier(fill.table().table()),
            column,
            PREFIX,
            Quoting.literal(shard.id().toString()));
  }

  /** The schemas that the value's names were found in when the plan tried it. */
  private static String searchPath(Db db) throws SQLException {
    List<String> schemas =
        db.texts(
            """
            SELECT s FROM unnest(current_schemas(false)) WITH ORDINALITY AS u(s, n) ORDER BY n
            """);
    return schemas.isEmpty() ? "''" : Quoting.list(schemas);
  }

  private static String functionName(PlannedShard shard) {
    return Quoting.identifier(shard.plan().fill().table().schema())
        + "."
        + Quoting.identifier(ObjectNames.of(Kind.FUNCTION, shard.id()));
  }

  /** A quote that does not stand in the value. */
  private static String quote(String value) {
    String quote = "$infill$";
    for (int i = 1; value.contains(quote); i++) {
      quote = "$infill" + i + "$";
    }
    return quote;
  }
}
