package dev.infill.common.postgres;

import dev.infill.common.message.FailureKind;
import java.util.Map;
import java.util.Set;

/**
 * What PostgreSQL's error codes mean to us.
 *
 * <p>The server's messages of many codes hold values of the row, and a user's function may raise
 * anything under nearly any code. So only those of a few classes are ever told on, and others have
 * a sentence here.
 */
public final class SqlStates {
  public static final String LOCK_NOT_AVAILABLE = "55P03";
  public static final String OBJECT_IN_USE = "55006";
  public static final String QUERY_CANCELED = "57014";
  public static final String UNDEFINED_OBJECT = "42704";
  public static final String UNDEFINED_COLUMN = "42703";
  public static final String UNDEFINED_TABLE = "42P01";
  public static final String INSUFFICIENT_PRIVILEGE = "42501";

  /**
   * Connections, transactions, resources, logins, settings: no row takes part in their messages.
   */
  private static final Set<String> TELLABLE =
      Set.of("08", "25", "28", "3D", "40", "53", "55", "57", "58");

  private static final Set<String> TRANSIENT_CLASSES = Set.of("40", "53");

  private static final Set<String> TRANSIENT_CODES =
      Set.of(
          LOCK_NOT_AVAILABLE,
          OBJECT_IN_USE,
          QUERY_CANCELED,
          "57P01",
          "57P02",
          "57P03",
          "57P05",
          "25006",
          "25P03",
          "25P04");

  private static final Map<String, String> MEANINGS =
      Map.ofEntries(
          Map.entry("22001", "the text is too long for the column's type"),
          Map.entry("22003", "a number is out of its type's range"),
          Map.entry("22004", "a null where none is allowed"),
          Map.entry("22007", "a text is no date or time"),
          Map.entry("22008", "a date or time is out of range"),
          Map.entry("22009", "a time zone displacement is out of range"),
          Map.entry("2200H", "a sequence has reached its limit"),
          Map.entry("2201B", "a text is no regular expression"),
          Map.entry("2201E", "a logarithm of zero or less"),
          Map.entry("2201F", "a power that has no value"),
          Map.entry("22011", "a substring of negative length"),
          Map.entry("22012", "a division by zero"),
          Map.entry("22019", "an escape character that is none"),
          Map.entry("2201X", "an offset below zero"),
          Map.entry("22021", "a character that the encoding does not have"),
          Map.entry("22023", "a function's argument is out of its range"),
          Map.entry("22025", "an escape sequence that is none"),
          Map.entry("22026", "a bit string of the wrong length"),
          Map.entry("22P02", "a text is no value of the type it is cast to"),
          Map.entry("22P03", "a binary value is none of its type"),
          Map.entry("22P05", "a character that the target encoding does not have"),
          Map.entry("22P06", "a backslash escape that is not allowed"),
          Map.entry("2202E", "array subscripts that don't fit"),
          Map.entry("22030", "a JSON object with a key twice"),
          Map.entry("22032", "a text is no JSON"),
          Map.entry("22033", "a JSON array subscript that does not fit"),
          Map.entry("2203A", "a JSON member that is not there"),
          Map.entry("23502", "a null in a column that refuses it"),
          Map.entry("23503", "a foreign key without its row"),
          Map.entry("23505", "a value that a unique index holds already"),
          Map.entry("23514", "a check constraint refuses the value"),
          Map.entry("23P01", "an exclusion constraint refuses the value"),
          Map.entry("21000", "an expression gave more than one row"),
          Map.entry("42501", "the role lacks a privilege"),
          Map.entry("42703", "a column that is not there"),
          Map.entry("42883", "a function or operator that is not there"),
          Map.entry("42P01", "a table that is not there"),
          Map.entry("42804", "a value of the wrong type"),
          Map.entry("42846", "a cast that is not there"),
          Map.entry("44000", "a view's check option refuses the row"),
          Map.entry("54000", "a limit of the server is exceeded"),
          Map.entry("P0001", "a function or trigger raised an error"),
          Map.entry("P0002", "a function found no row"),
          Map.entry("P0003", "a function found too many rows"),
          Map.entry("XX000", "an internal error of the server"),
          Map.entry("XX001", "corrupt data"),
          Map.entry("XX002", "a corrupt index"));

  private static final Map<String, String> CLASS_MEANINGS =
      Map.of(
          "22", "a value that can't be computed or stored",
          "23", "a constraint refuses the value",
          "38", "a function failed",
          "39", "a function failed",
          "42", "the statement does not fit the table any more",
          "54", "a limit of the server is exceeded",
          "P0", "a function or trigger raised an error",
          "XX", "an internal error of the server");

  private SqlStates() {}

  static FailureKind kindOf(String sqlState, boolean wrote) {
    String group = group(sqlState);
    // Without a code it was not the server that spoke: no connection was free, or we gave up.
    if (group.equals("08") || group.isEmpty()) {
      return wrote ? FailureKind.AMBIGUOUS : FailureKind.TRANSIENT;
    }
    return TRANSIENT_CLASSES.contains(group) || TRANSIENT_CODES.contains(sqlState)
        ? FailureKind.TRANSIENT
        : FailureKind.PERMANENT;
  }

  static boolean tellable(String sqlState) {
    return TELLABLE.contains(group(sqlState));
  }

  static String meaningOf(String sqlState) {
    String known = MEANINGS.get(sqlState);
    return known != null
        ? known
        : CLASS_MEANINGS.getOrDefault(group(sqlState), "the server refused the statement");
  }

  private static String group(String sqlState) {
    return sqlState.length() < 2 ? "" : sqlState.substring(0, 2);
  }
}
