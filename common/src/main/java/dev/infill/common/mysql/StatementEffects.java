package dev.infill.common.mysql;

import dev.infill.common.plan.Effect;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * By which algorithm MySQL runs a statement of ours, whom it keeps out meanwhile, and whether it
 * reads or writes every row. Tests run each on real servers, which refuse an algorithm or a lock
 * that is not possible, and give a table that was written anew another number.
 */
public final class StatementEffects {
  private static final String INSTANT = "INSTANT";
  private static final String INPLACE = "INPLACE";
  private static final String COPY = "COPY";

  /** Nobody is kept out. */
  private static final String NONE = "NONE";

  /** Writers are kept out. */
  private static final String SHARED = "SHARED";

  /** Everybody is kept out. */
  private static final String EXCLUSIVE = "EXCLUSIVE";

  private static final String CATALOG = "for an instant, in which only the catalog is changed";
  private static final String BESIDE = "everybody is kept out for an instant, first and last";
  private static final String REPLAYED =
      "; a replica begins when it is done here, and takes as long again";

  private record Rule(Pattern statement, Effect effect) {
    /** Of a change of the table. */
    Rule(
        String statement,
        String algorithm,
        String lock,
        boolean rewrites,
        boolean scans,
        String remark) {
      this(pattern(statement), new Effect(lock, Optional.of(algorithm), rewrites, scans, remark));
    }

    /** Of what leaves the table's rows alone. */
    Rule(String statement, String lock, boolean scans, String remark) {
      this(pattern(statement), new Effect(lock, false, scans, remark));
    }

    private static Pattern pattern(String statement) {
      return Pattern.compile("(?s)" + statement + ".*");
    }
  }

  /** The first that fits counts. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("ALTER TABLE .*, ALGORITHM=INSTANT", INSTANT, EXCLUSIVE, false, false, CATALOG),
          new Rule(
              "ALTER TABLE .* ADD COLUMN .*, ALGORITHM=INPLACE, LOCK=NONE",
              INPLACE,
              NONE,
              true,
              true,
              BESIDE + REPLAYED),
          new Rule(
              "ALTER TABLE .* MODIFY COLUMN .* NOT NULL, ALGORITHM=INPLACE, LOCK=NONE",
              INPLACE,
              NONE,
              true,
              true,
              BESIDE + REPLAYED),
          new Rule(
              "ALTER TABLE .* ADD (UNIQUE )?INDEX .*, ALGORITHM=INPLACE, LOCK=NONE",
              INPLACE,
              NONE,
              false,
              true,
              BESIDE + REPLAYED),
          new Rule(
              "ALTER TABLE .* ADD (UNIQUE )?INDEX .*, LOCK=SHARED",
              INPLACE,
              SHARED,
              false,
              true,
              "writers wait until it is done; a partitioned table may be copied" + REPLAYED),
          new Rule(
              "ALTER TABLE .* ADD CONSTRAINT .* FOREIGN KEY .*, ALGORITHM=INPLACE, LOCK=NONE",
              INPLACE,
              NONE,
              false,
              false,
              BESIDE + ", also of the table that is referenced; no row is read"),
          new Rule(
              "ALTER TABLE .* (ADD CONSTRAINT .* CHECK |ALTER CHECK ).*, ALGORITHM=COPY, LOCK=SHARED",
              COPY,
              SHARED,
              true,
              true,
              "writers wait until it is done" + REPLAYED),
          new Rule(
              "ALTER TABLE .* DROP (CHECK|FOREIGN KEY) .*, ALGORITHM=INPLACE, LOCK=NONE",
              INPLACE,
              NONE,
              false,
              false,
              BESIDE),
          new Rule("(CREATE|DROP) TRIGGER ", EXCLUSIVE, false, CATALOG),
          new Rule(
              "(CREATE TABLE IF NOT EXISTS|DROP TABLE IF EXISTS|INSERT INTO) \\S*`"
                  + MarksTable.PREFIX,
              "",
              false,
              "a table of Infill's own"),
          new Rule("SET SESSION ", "", false, "for what follows in the same session"),
          new Rule("SELECT COUNT\\(\\*\\) OVER ", "", true, "keeps nobody out"));

  private StatementEffects() {}

  /** The lock is {@link Effect#UNKNOWN} for a statement that nobody has looked into. */
  public static Effect of(String sql) {
    String line = sql.strip();
    return RULES.stream()
        .filter(rule -> rule.statement().matcher(line).matches())
        .findFirst()
        .map(Rule::effect)
        .orElse(new Effect(Effect.UNKNOWN, false, false, ""));
  }
}
