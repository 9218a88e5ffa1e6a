package dev.infill.common.postgres;

import dev.infill.common.plan.Effect;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which lock PostgreSQL takes on the table for a statement of ours, and whether it reads or writes
 * every row. Tests run each on real servers and compare with the locks that are held then.
 */
public final class StatementEffects {
  private static final String ACCESS_SHARE = "ACCESS SHARE";
  private static final String ROW_EXCLUSIVE = "ROW EXCLUSIVE";
  private static final String SHARE_UPDATE = "SHARE UPDATE EXCLUSIVE";
  private static final String SHARE = "SHARE";
  private static final String SHARE_ROW = "SHARE ROW EXCLUSIVE";
  private static final String ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE";
  private static final String WAITS = "waits for open transactions, and blocks no reads or writes";

  private record Rule(Pattern statement, Effect effect) {
    Rule(String statement, String lock, boolean scans, String remark) {
      this(Pattern.compile("(?s)" + statement + ".*"), new Effect(lock, false, scans, remark));
    }
  }

  /** The first that fits counts. */
  private static final List<Rule> RULES =
      List.of(
          new Rule("ALTER TABLE .* ADD COLUMN ", ACCESS_EXCLUSIVE, false, ""),
          new Rule("ALTER TABLE .* VALIDATE CONSTRAINT ", SHARE_UPDATE, true, ""),
          new Rule(
              "ALTER TABLE .* ADD CONSTRAINT .* FOREIGN KEY .* NOT VALID",
              SHARE_ROW,
              false,
              "the same lock on the table that is referenced"),
          new Rule("ALTER TABLE .* ADD .* NOT VALID", ACCESS_EXCLUSIVE, false, ""),
          new Rule("ALTER TABLE .* ADD CONSTRAINT .* USING INDEX ", ACCESS_EXCLUSIVE, false, ""),
          new Rule("ALTER TABLE .* ALTER COLUMN .* SET DEFAULT ", ACCESS_EXCLUSIVE, false, ""),
          new Rule(
              "ALTER TABLE .* ALTER COLUMN .* SET NOT NULL",
              ACCESS_EXCLUSIVE,
              false,
              "a valid constraint proves it, so no row is read"),
          new Rule("ALTER TABLE .* DROP (CONSTRAINT|COLUMN) ", ACCESS_EXCLUSIVE, false, ""),
          new Rule("ALTER TABLE .* REPLICA IDENTITY ", ACCESS_EXCLUSIVE, false, ""),
          new Rule(
              "LOCK TABLE ONLY ",
              ACCESS_EXCLUSIVE,
              false,
              "for what follows in the same transaction"),
          new Rule(
              "CREATE (UNIQUE )? *INDEX CONCURRENTLY ",
              SHARE_UPDATE,
              true,
              "reads the table twice; " + WAITS),
          new Rule("DROP INDEX CONCURRENTLY ", SHARE_UPDATE, false, WAITS),
          new Rule("CREATE (UNIQUE )? *INDEX .* ON ONLY ", SHARE, false, ""),
          new Rule("ALTER INDEX .* ATTACH PARTITION ", ACCESS_SHARE, false, ""),
          new Rule("CREATE (CONSTRAINT )?TRIGGER ", SHARE_ROW, false, ""),
          new Rule("DROP TRIGGER ", ACCESS_EXCLUSIVE, false, ""),
          new Rule("CREATE PUBLICATION .* FOR TABLE ", SHARE_UPDATE, false, ""),
          new Rule("(DROP|COMMENT ON) PUBLICATION ", "", false, ""),
          new Rule("(CREATE OR REPLACE|DROP|ALTER) FUNCTION ", "", false, ""),
          new Rule("SELECT pg_create_logical_replication_slot", "", false, WAITS),
          new Rule("SELECT pg_", "", false, ""),
          new Rule("(UPDATE|WITH .* UPDATE) ", ROW_EXCLUSIVE, false, ""),
          new Rule("(SELECT|WITH) .*count\\(\\*\\)", ACCESS_SHARE, true, ""),
          new Rule("(SELECT|WITH) ", ACCESS_SHARE, false, ""),
          new Rule("VACUUM ", SHARE_UPDATE, true, ""));

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
