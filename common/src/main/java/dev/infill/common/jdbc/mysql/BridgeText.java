package dev.infill.common.jdbc.mysql;

import dev.infill.common.model.ColumnFill;
import dev.infill.common.model.FilledColumn;
import dev.infill.common.model.Sync;
import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.Quoting;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a bridge does with a row that is about to be written.
 *
 * <p>A trigger calls the row's columns by other names than a value does. So each is replaced, and
 * the server is asked whether just these are columns: it shows them in quotes when the value
 * generates a column of an empty copy of the table.
 */
final class BridgeText {
  private final Db db;
  private final ColumnFill fill;
  private final Set<String> columns;

  BridgeText(Db db, ColumnFill fill) throws SQLException {
    this.db = db;
    this.fill = fill;
    this.columns =
        Set.copyOf(
            db.texts(
                """
                SELECT column_name FROM information_schema.columns
                 WHERE table_schema = ? AND table_name = ?
                """,
                fill.table().schema(),
                fill.table().table()));
  }

  /** Which names of a value are columns can't be told for sure. */
  static final class UnclearException extends Exception {
    private static final long serialVersionUID = 1L;

    UnclearException(String why) {
      super(why);
    }
  }

  /**
   * The trigger's body.
   *
   * @throws SQLException when the server takes a value in no trigger
   */
  String body() throws SQLException, UnclearException {
    var body = new StringBuilder("BEGIN\n");
    for (FilledColumn column : fill.columns()) {
      body.append(computing(column));
    }
    return body.append("END").toString();
  }

  /**
   * One column's part: one that can't be computed leaves the row as the writer gave it, and keeps
   * none of the others from it. It is computed into a variable first, since a value that does not
   * fit is cut and stored before the server tells of it.
   */
  private String computing(FilledColumn column) throws SQLException, UnclearException {
    String name = "NEW." + Quoting.identifier(column.name());
    String set =
        "SET infill_value = (%s); SET %s = infill_value;".formatted(overNewRow(column), name);
    return """
          BEGIN
            DECLARE infill_value %s;
            DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN END;
            %s
          END;
        """
        .formatted(
            column.type(),
            column.sync() == Sync.INITIAL
                ? "IF %s IS NULL THEN %s END IF;".formatted(name, set)
                : set);
  }

  private String overNewRow(FilledColumn column) throws SQLException, UnclearException {
    prove(column);
    return new Expression(column.value())
        .rewrite(fill.table(), columns, found -> "NEW." + Quoting.identifier(found))
        .text();
  }

  /** The columns that a value reads, as the table spells them. */
  Set<String> read(FilledColumn column) throws SQLException {
    return new TreeSet<>(alone(column).columns());
  }

  /** The value with its columns in quotes and without their table. */
  private Expression.Rewritten alone(FilledColumn column) {
    return new Expression(column.value()).rewrite(fill.table(), columns, Quoting::identifier);
  }

  void prove(FilledColumn column) throws SQLException, UnclearException {
    var alone = alone(column);
    String name = "infill_generated";
    String generated =
        "%s %s GENERATED ALWAYS AS (%s) VIRTUAL".formatted(name, column.type(), alone.text());
    try (var copy = EmptyCopy.with(db, fill.table(), List.of(generated))) {
      var shown = TableText.ofColumn(copy.text(), name).orElseThrow();
      if (!sorted(new Expression(shown).quotedNames()).equals(sorted(alone.columns()))) {
        throw new UnclearException(
            "which of its names are columns is not clear; put those in backquotes");
      }
    }
  }

  private static List<String> sorted(List<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.toList());
  }
}
