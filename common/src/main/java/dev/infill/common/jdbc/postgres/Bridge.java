package dev.infill.common.jdbc.postgres;

import dev.infill.common.jdbc.postgres.ObjectNames.Kind;
import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.postgres.Quoting;
import dev.infill.common.shard.PlannedShard;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A trigger that computes the values for writers that do not, and tells by a message each time it
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
    String row = row(db, fill);
    var declared = new StringBuilder();
    var computed = new StringBuilder();
    for (int i = 0; i < fill.columns().size(); i++) {
      declared.append("  infill_value%d %s;\n".formatted(i, fill.columns().get(i).type()));
      computed.append(computing(fill, i, row));
    }
    return """
      CREATE OR REPLACE FUNCTION %1$s() RETURNS trigger LANGUAGE plpgsql
      SET search_path = %2$s SET timezone = 'UTC' SET datestyle = 'ISO, MDY' AS %3$s
      #variable_conflict use_column
      DECLARE
        infill_computed boolean := false;
      %4$sBEGIN
      %5$s  IF infill_computed THEN
          PERFORM pg_logical_emit_message(false, '%6$s', %7$s);
        END IF;
        RETURN NEW;
      END
      %3$s
      """
        .formatted(
            functionName(shard),
            searchPath(db),
            quote(computed.toString()),
            declared,
            computed,
            PREFIX,
            Quoting.literal(shard.id().toString()));
  }

  /** One column's part: one that can't be computed keeps none of the others from it. */
  private static String computing(ColumnFill fill, int i, String row) {
    FilledColumn column = fill.columns().get(i);
    String name = Quoting.identifier(column.name());
    return """
        IF %1$s THEN
          BEGIN
            SELECT (%2$s) INTO infill_value%3$d FROM (%6$s) AS %4$s;
            IF NEW.%5$s IS DISTINCT FROM infill_value%3$d THEN
              NEW.%5$s := infill_value%3$d;
              infill_computed := true;
            END IF;
          EXCEPTION WHEN OTHERS THEN
            NULL;
          END;
        END IF;
      """
        .formatted(
            column.sync() == Sync.INITIAL ? "NEW." + name + " IS NULL" : "true",
            column.value(),
            i,
            Quoting.identifier(fill.table().table()),
            name,
            row);
  }

  /**
   * The row as it will be. The server computes generated columns only after this trigger, so they
   * are computed here by what they are generated from; none is generated from another.
   */
  private static String row(Db db, ColumnFill fill) throws SQLException {
    String table = Quoting.table(fill.table());
    if (!db.holds(
        """
        SELECT bool_or(attgenerated <> '') FROM pg_attribute
         WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
        """,
        table)) {
      return "SELECT NEW.*";
    }
    String columns =
        db.text(
            """
            SELECT string_agg(
                     CASE WHEN a.attgenerated = '' THEN quote_ident(a.attname)
                          ELSE format('(%s) AS %I', pg_get_expr(d.adbin, d.adrelid), a.attname) END,
                     ', ' ORDER BY a.attnum)
              FROM pg_attribute a
              LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = ?::regclass AND a.attnum > 0 AND NOT a.attisdropped
            """,
            table);
    return "SELECT %s FROM (SELECT NEW.*) AS %s"
        .formatted(columns, Quoting.identifier(fill.table().table()));
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

  /** A quote that does not stand in the text. */
  private static String quote(String text) {
    String quote = "$infill$";
    for (int i = 1; text.contains(quote); i++) {
      quote = "$infill" + i + "$";
    }
    return quote;
  }
}
