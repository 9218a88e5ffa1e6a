package dev.infill.common.jdbc.mysql;

import dev.infill.common.jdbc.Findings;
import dev.infill.common.jdbc.mysql.Columns.Column;
import dev.infill.common.model.Sync;
import dev.infill.common.model.TableName;
import dev.infill.common.mysql.ColumnType;
import dev.infill.common.mysql.ColumnType.Family;
import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.Quoting;
import dev.infill.common.spec.ColumnSpec;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether the value is one expression over one row, of a type that the column takes, and gives the
 * same whenever it is computed. Whether it does the last, the server itself tells: it lets no
 * column be generated from anything else.
 */
final class ValueCheck {
  private static final int UNKNOWN_COLUMN = 1054;

  /** What they give depends on the session's time zone, language or week. */
  private static final Set<String> STABLE_CALLS =
      Set.of(
          "from_unixtime",
          "unix_timestamp",
          "date_format",
          "str_to_date",
          "dayname",
          "monthname",
          "week",
          "format");

  private static final Set<Family> FROM_NUMBERS =
      EnumSet.of(
          Family.INTEGER, Family.DECIMAL, Family.DOUBLE, Family.DATE, Family.TIME, Family.DATETIME);

  private static final Set<Family> TEXTS =
      EnumSet.of(Family.TEXT, Family.PADDED_TEXT, Family.ENUM, Family.BINARY, Family.PADDED_BINARY);

  private final Db db;
  private final TableName name;
  private final Trial trial;
  private final ReadTables reads;
  private final ColumnSpec column;
  private final Findings findings;
  private final Expression value;
  private final String named;
  private final String text;

  /**
   * @param trial with the columns of the table; is left with one more
   * @param reads takes which tables it reads
   */
  ValueCheck(
      Db db, TableName name, Trial trial, ReadTables reads, ColumnSpec column, Findings findings) {
    this.db = db;
    this.name = name;
    this.trial = trial;
    this.reads = reads;
    this.column = column;
    this.findings = findings;
    this.value = new Expression(column.value());
    this.named = "The value of " + column.name();
    this.text = "(" + column.value() + ")";
  }

  /**
   * @param type the column as the server would make it
   */
  void look(Optional<Column> type, List<Column> columns) throws SQLException {
    var escape = value.escape();
    if (escape.isPresent()) {
      notAnExpression(escape.get());
      return;
    }
    if (!understood() || !ofOneRow() || !followed() || !keeps(columns)) {
      return;
    }
    if (type.isPresent()) {
      fits(type.get(), columns);
    }
  }

  /** Asked of the table itself, which lacks the new columns. */
  private boolean understood() throws SQLException {
    try {
      db.execute("EXPLAIN SELECT %s FROM %s WHERE 1 = 0".formatted(text, Quoting.table(name)));
      return true;
    } catch (SQLException e) {
      String said = SpecText.of(e);
      if (e.getErrorCode() == UNKNOWN_COLUMN) {
        findings.error(
            "unknown-column",
            named + " names a column that %s does not have: %s.".formatted(name, said),
            "Name columns of the table; a text stands in single quotes.");
      } else if (value.hasQuery()) {
        findings.error(
            "value-subquery",
            named
                + " looks into a table in a way that the server does not take: %s.".formatted(said),
            "Write a query of one column in parentheses, over tables that are there.");
      } else {
        notAnExpression(said);
      }
      return false;
    }
  }

  /** In a condition the server refuses aggregates and windows by itself. */
  private boolean ofOneRow() throws SQLException {
    try {
      db.execute(
          "EXPLAIN SELECT 1 FROM %s WHERE %s IS NULL AND 1 = 0"
              .formatted(Quoting.table(name), text));
      return true;
    } catch (SQLException e) {
      findings.error(
          "value-aggregate",
          named + " does not follow from one row: %s.".formatted(SpecText.of(e)),
          "Compute it from the row alone, without aggregates and windows.");
      return false;
    }
  }

  /** Whether what it looks up is followed. */
  private boolean followed() throws SQLException {
    return !value.hasQuery() || reads.check(named, value, text);
  }

  /** Whether it gives the same whenever it is computed, or need not. */
  private boolean keeps(List<Column> columns) throws SQLException {
    var changing = new ChangingValue(db, trial, value).why(unqualified(columns));
    if (changing.isPresent()) {
      if (column.sync() == Sync.INITIAL) {
        return true;
      }
      findings.error(
          "value-volatile",
          named
              + " may be another one each time it is computed (%s), so no row could ever be found right."
                  .formatted(changing.get()),
          "Use functions that give the same for the same row (a stored one must be DETERMINISTIC and read no table), or set sync: initial.");
      return false;
    }
    stable(columns);
    constant(columns);
    return true;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private void stable(List<Column> columns) {
    var names = new TreeSet<String>(value.words());
    names.retainAll(STABLE_CALLS);
    columns.stream()
        .filter(known -> known.type().startsWith("timestamp"))
        .filter(known -> value.words().contains(lower(known.name())))
        .forEach(known -> names.add(known.name()));
    if (column.sync() == Sync.DERIVED && !names.isEmpty()) {
      findings.warning(
          "value-stable",
          named
              + " may depend on the session's time zone or language, by %s; ours are UTC and en_US."
                  .formatted(String.join(", ", names)),
          "See that the application computes it under the same settings.");
    }
  }

  private boolean isConstant(List<Column> columns) {
    return !value.hasQuery()
        && columns.stream()
            .map(known -> lower(known.name()))
            .noneMatch(
                known ->
                    value.words().contains(known)
                        || value.quotedNames().stream().anyMatch(q -> lower(q).equals(known)));
  }

  /** Without the name of the table, which the trial does not bear. */
  private String unqualified(List<Column> columns) {
    var names = columns.stream().map(Column::name).collect(Collectors.toSet());
    return "(" + value.rewrite(name, names, Quoting::identifier).text() + ")";
  }

  private void constant(List<Column> columns) {
    if (isConstant(columns)) {
      findings.note(
          "constant-default",
          named + " is the same for every row, and needs no fill.",
          "ALTER TABLE %s ADD COLUMN ... DEFAULT %s, ALGORITHM=INSTANT does the same at once."
              .formatted(Quoting.table(name), text));
    }
  }

  private void fits(Column type, List<Column> columns) throws SQLException {
    if (isConstant(columns)) {
      try {
        trial.take(type.name(), text);
      } catch (SQLException e) {
        wrongType("is none of type %s: %s".formatted(plain(type), SpecText.of(e)), type);
      }
      return;
    }
    try {
      // Within a query, a name alone may be another table's.
      var typed = value.hasQuery() ? trial.typeOf(text, name) : trial.typeOf(unqualified(columns));
      var from = family(typed);
      var to = family(type);
      if (from.isEmpty()) {
        wrongType("is of type %s, which no column takes".formatted(typed.type()), type);
      } else if (TEXTS.contains(from.get()) && FROM_NUMBERS.contains(to.orElseThrow())) {
        wrongType(
            "is a text (%s), and the column of type %s takes only some of those"
                .formatted(plain(typed), plain(type)),
            type);
      }
    } catch (SQLException e) {
      SpecText.of(e); // on the table itself it was understood
    }
  }

  private static Optional<Family> family(Column column) {
    String name = column.type().replaceAll("\\W.*", "");
    if (Set.of("float", "bit", "year", "set").contains(name)) {
      return Optional.of(name.equals("set") ? Family.TEXT : Family.INTEGER);
    }
    try {
      return Optional.of(ColumnType.of(column.type()).family());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String plain(Column column) {
    return column.type().replaceAll(" CHARACTER SET.*", "");
  }

  private void wrongType(String what, Column type) {
    findings.error(
        "value-wrong-type",
        named + " " + what + ".",
        "Write CAST(... AS ...), or change the column's type (%s).".formatted(plain(type)));
  }

  private void notAnExpression(String why) {
    findings.error(
        "value-not-an-expression",
        named + " can't be used: %s.".formatted(why),
        "Write one SQL expression over the columns of %s.".formatted(name));
  }
}
