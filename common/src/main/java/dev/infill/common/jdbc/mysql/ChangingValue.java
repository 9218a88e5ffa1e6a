package dev.infill.common.jdbc.mysql;

import dev.infill.common.mysql.Expression;
import dev.infill.common.mysql.Expression.Call;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether an expression may give another value each time it is computed. The server itself tells:
 * it lets no column be generated from what does. It lets none be generated from a query either,
 * whatever that does; there each function that is called is tried by itself.
 */
final class ChangingValue {
  /** A generated column may not call that, nor name a variable. */
  private static final Set<Integer> CHANGING = Set.of(3102, 3763, 3772);

  /** Some servers let columns be generated from these all the same. */
  private static final Set<String> CHANGING_CALLS =
      Set.of("random_bytes", "rand", "uuid", "uuid_short", "now", "sysdate", "sleep");

  /** What is called without parentheses. */
  private static final Set<String> CHANGING_WORDS =
      Set.of(
          "current_date",
          "current_time",
          "current_timestamp",
          "current_user",
          "localtime",
          "localtimestamp",
          "utc_date",
          "utc_time",
          "utc_timestamp");

  /** Keywords and types before a parenthesis, and functions that are written in no other's way. */
  private static final Set<String> NEVER_CHANGING =
      Set.of(
          ("select from where and or xor not in exists any all some as on using join having by union"
                  + " except intersect distinct when then else case between like is div limit with"
                  + " over lateral straight_join interval"
                  + " decimal binary char datetime time varchar"
                  + " cast convert extract trim position substring substr mid weight_string"
                  + " timestampadd timestampdiff date_add date_sub adddate subdate get_format"
                  + " count sum min max avg bit_and bit_or bit_xor std stddev stddev_pop"
                  + " stddev_samp var_pop var_samp variance group_concat json_arrayagg"
                  + " json_objectagg row_number rank dense_rank lag lead first_value last_value"
                  + " nth_value ntile percent_rank cume_dist")
              .split(" "));

  private static final String FUNCTIONS =
      """
      SELECT routine_name FROM information_schema.routines
       WHERE routine_schema = DATABASE() AND routine_type = 'FUNCTION'
         AND (is_deterministic = 'NO' OR sql_data_access IN ('READS SQL DATA', 'MODIFIES SQL DATA'))
      """;

  private static final String ALL_FUNCTIONS =
      """
      SELECT routine_name FROM information_schema.routines
       WHERE routine_schema = DATABASE() AND routine_type = 'FUNCTION'
      """;

  private final Db db;
  private final Trial trial;
  private final Expression value;

  /**
   * @param trial with the columns of the table; is left as it was
   */
  ChangingValue(Db db, Trial trial, Expression value) {
    this.db = db;
    this.trial = trial;
    this.value = value;
  }

  /**
   * What makes it another.
   *
   * @param unqualified the expression in parentheses, without the name of the table
   * @return empty when nothing does
   */
  Optional<String> why(String unqualified) throws SQLException {
    if (value.hasQuery()) {
      return ofItsCalls();
    }
    var known = known();
    return known.isPresent() ? known : generated(unqualified);
  }

  /** The same of any expression, by each function that it calls. */
  Optional<String> ofItsCalls() throws SQLException {
    var known = known();
    return known.isPresent() ? known : byItsCalls();
  }

  private Optional<String> known() throws SQLException {
    var words = new TreeSet<>(value.words());
    var called = words.stream().filter(CHANGING_CALLS::contains).findFirst();
    if (called.isPresent()) {
      return called;
    }
    var functions = db.texts(FUNCTIONS);
    var stored = functions.stream().filter(f -> words.contains(lower(f))).findFirst();
    return stored.map(function -> "function " + function);
  }

  private Optional<String> generated(String unqualified) throws SQLException {
    try {
      generate(unqualified);
      return Optional.empty();
    } catch (SQLException e) {
      if (!CHANGING.contains(e.getErrorCode())) {
        SpecText.of(e); // what else the server minds of a generated column does not matter
        return Optional.empty();
      }
      // Stored functions are no part of generated columns either, whatever they do.
      var words = value.words();
      boolean callsStored =
          db.texts(ALL_FUNCTIONS).stream().anyMatch(f -> words.contains(lower(f)));
      return callsStored ? Optional.empty() : Optional.of(SpecText.of(e));
    }
  }

  private Optional<String> byItsCalls() throws SQLException {
    var word = value.words().stream().filter(CHANGING_WORDS::contains).findFirst();
    if (word.isPresent()) {
      return word;
    }
    var stored = db.texts(ALL_FUNCTIONS).stream().map(ChangingValue::lower).toList();
    for (Call call : value.calls()) {
      var why = changing(call, stored);
      if (why.isPresent()) {
        return why;
      }
    }
    return Optional.empty();
  }

  /** What can't be tried, nobody knows of. */
  private Optional<String> changing(Call call, List<String> stored) throws SQLException {
    if (call.qualified()) {
      return Optional.of("function " + call.name() + " of a database that it names");
    }
    if (NEVER_CHANGING.contains(call.name()) || stored.contains(call.name())) {
      return Optional.empty();
    }
    try {
      generate(
          "(%s(%s))"
              .formatted(
                  call.name(), String.join(", ", Collections.nCopies(call.arguments(), "NULL"))));
      return Optional.empty();
    } catch (SQLException e) {
      SpecText.of(e);
      return Optional.of(
          CHANGING.contains(e.getErrorCode())
              ? "function " + call.name()
              : "function " + call.name() + ", of which that is not known");
    }
  }

  private void generate(String expression) throws SQLException {
    try {
      trial.add("infill_generated longtext AS (%s) VIRTUAL".formatted(expression));
    } finally {
      trial.dropIfThere("infill_generated");
    }
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
