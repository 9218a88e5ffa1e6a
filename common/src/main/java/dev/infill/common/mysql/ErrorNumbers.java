package dev.infill.common.mysql;

import dev.infill.common.dialect.ServerError;
import dev.infill.common.message.FailureKind;
import java.util.Map;
import java.util.Set;

/**
 * What MySQL's error numbers mean to us. Its SQLSTATEs say little, and its driver puts its own in
 * their place, so it is the number that tells.
 *
 * <p>The server's messages of many numbers hold values of the row. So only those of a few are ever
 * told on, and others have a sentence here.
 */
final class ErrorNumbers {
  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int LOCK_NOT_FREE_AT_ONCE = 3572;
  private static final int DEADLOCK = 1213;

  /** What may go well later: no row takes part in their messages either. */
  private static final Set<Integer> TRANSIENT =
      Set.of(
          LOCK_WAIT_TIMEOUT,
          LOCK_NOT_FREE_AT_ONCE,
          DEADLOCK,
          1021, // the disk is full
          1040, // too many connections
          1053, // the server shuts down
          1114, // the table or its disk is full
          1203, // too many connections of this user
          1206, // too many locks
          1226, // a limit of this user's
          1290, // the server takes no writes now
          1317, // somebody ended the statement
          1412, // the table was altered meanwhile
          1637, // too many transactions
          1836, // the server takes no writes now
          3024, // the statement took too long
          3100, // a replication plugin refused the commit
          3101); // a replication plugin rolled back

  /** Connections, logins, databases: no row takes part in their messages. */
  private static final Set<String> TELLABLE_CLASSES = Set.of("08", "28", "3D");

  private record Meaning(String state, String sentence) {}

  private static final Map<Integer, Meaning> BAD_ROWS =
      Map.ofEntries(
          meaning(1048, "23000", "a null in a column that refuses it"),
          meaning(1062, "23000", "a value that a unique index holds already"),
          meaning(1242, "21000", "an expression gave more than one row"),
          meaning(1264, "22003", "a value is out of its type's range"),
          meaning(1265, "22000", "a value does not fit the column's type"),
          meaning(1292, "22007", "a text is no value of the type it is read as"),
          meaning(1301, "22001", "a text grew longer than the server allows"),
          meaning(1365, "22012", "a division by zero"),
          meaning(1366, "22000", "a value does not fit the column's type or character set"),
          meaning(1406, "22001", "the text is too long for the column's type"),
          meaning(1411, "22000", "a function's argument is no value for it"),
          meaning(1441, "22008", "a date or time is out of range"),
          meaning(1452, "23000", "a foreign key without its row"),
          meaning(1525, "22007", "a text is no date or time"),
          meaning(1690, "22003", "a number is out of its type's range"),
          meaning(3020, "2201E", "a logarithm of zero or less"),
          meaning(3140, "22032", "a text is no JSON"),
          meaning(3141, "22032", "a text is no JSON"),
          meaning(3144, "22032", "a text can't be JSON in its character set"),
          meaning(3156, "22018", "a JSON value can't be cast"),
          meaning(3157, "22032", "a JSON document is nested too deep"),
          meaning(3819, "23000", "a check constraint refuses the value"));

  /** What a query only warns of, and a statement that writes fails with. */
  private static final Set<Integer> WARNINGS =
      Set.of(1264, 1265, 1292, 1301, 1365, 1366, 1406, 1411, 1441, 1525, 3020, 3156);

  private static final Map<Integer, String> MEANINGS =
      Map.of(
          1044, "the user lacks a privilege",
          1054, "a column that is not there",
          1142, "the user lacks a privilege",
          1143, "the user lacks a privilege",
          1146, "a table that is not there",
          1305, "a function that is not there",
          1644, "a function or trigger raised an error");

  private static final Map<String, String> CLASS_MEANINGS =
      Map.of(
          "22", "a value that can't be computed or stored",
          "23", "a constraint refuses the value",
          "42", "the statement does not fit the table any more");

  private ErrorNumbers() {}

  private static Map.Entry<Integer, Meaning> meaning(int number, String state, String sentence) {
    return Map.entry(number, new Meaning(state, sentence));
  }

  static FailureKind kindOf(ServerError error, boolean wrote) {
    if (TRANSIENT.contains(error.number())) {
      return FailureKind.TRANSIENT;
    }
    String group = group(error);
    // Without a code it was not the server that spoke: no connection was free, or we gave up.
    if (group.equals("08") || group.isEmpty()) {
      return wrote ? FailureKind.AMBIGUOUS : FailureKind.TRANSIENT;
    }
    return FailureKind.PERMANENT;
  }

  static String codeOf(ServerError error) {
    var bad = BAD_ROWS.get(error.number());
    if (bad != null) {
      return bad.state();
    }
    return error.number() == 0 || group(error).equals("08")
        ? error.state()
        : "mysql-" + error.number();
  }

  static boolean tellable(ServerError error) {
    return TRANSIENT.contains(error.number()) || TELLABLE_CLASSES.contains(group(error));
  }

  static String meaningOf(ServerError error) {
    var bad = BAD_ROWS.get(error.number());
    if (bad != null) {
      return bad.sentence();
    }
    String known = MEANINGS.get(error.number());
    return known != null
        ? known
        : CLASS_MEANINGS.getOrDefault(group(error), "the server refused the statement");
  }

  static boolean warnsOfBadRow(ServerError warning) {
    return WARNINGS.contains(warning.number());
  }

  private static String group(ServerError error) {
    return error.state().length() < 2 ? "" : error.state().substring(0, 2);
  }
}
