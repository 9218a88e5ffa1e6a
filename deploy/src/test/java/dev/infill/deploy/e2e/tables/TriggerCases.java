package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.TableCase.mails;
import static dev.infill.deploy.e2e.tables.TableCase.table;

import dev.infill.deploy.e2e.tables.TableCase.Gate;
import java.util.List;

/** What else writes the table, or fires when it is written. */
final class TriggerCases {
  private static final String WITH_TOUCHED =
      """
      CREATE TABLE t (
        id bigint PRIMARY KEY, email text NOT NULL, touched timestamptz, times int DEFAULT 0)
      """;
  private static final String TOUCH =
      """
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.touched := clock_timestamp(); NEW.times := NEW.times + 1; RETURN NEW; END $$
      """;
  private static final String LOG =
      """
      CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN INSERT INTO t_log VALUES (NEW.id, NEW.email); RETURN NULL; END $$
      """;

  private TriggerCases() {}

  static List<TableCase> all() {
    return List.of(
        mails(
                "own-triggers",
                WITH_TOUCHED,
                TOUCH,
                "CREATE TABLE t_log (id bigint, email text)",
                LOG)
            .setup(
                "CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()",
                "CREATE TRIGGER log AFTER INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION log()")
            .unmirrored()
            .holds("SELECT bool_and(times > 0) FROM t WHERE id <= 1000")
            .alsoOn15(),
        mails("own-triggers-and-a-bridge", WITH_TOUCHED, TOUCH)
            .setup("CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch()")
            .unmirrored()
            .gate(Gate.TRIGGER),
        mails(
                "trigger-changes-the-source",
                "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)",
                """
                CREATE FUNCTION trim_it() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN NEW.email := btrim(NEW.email, '.'); RETURN NEW; END $$
                """)
            .setup(
                "UPDATE t SET email = '..' || email",
                "CREATE TRIGGER trim_it BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION trim_it()")
            .unmirrored(),
        table(
                "cascades-into-the-source",
                "CREATE TABLE p (code text PRIMARY KEY)",
                "INSERT INTO p SELECT 'P' || i FROM generate_series(1, 50) i",
                """
                CREATE TABLE t (
                  id bigint PRIMARY KEY,
                  code text REFERENCES p ON UPDATE CASCADE ON DELETE SET NULL)
                """,
                "INSERT INTO t SELECT i, 'P' || 1 + i % 50 FROM generate_series(1, 1000) i")
            .column("c", "text", "coalesce(lower(code), 'none')")
            .unmirrored()
            .writes(
                "UPDATE p SET code = 'Q.$n' WHERE code = 'P' || $r % 50",
                "DELETE FROM p WHERE code = 'P' || $n % 50",
                "WITH q AS (INSERT INTO p VALUES ('R.$n') RETURNING code)" + " SELECT code FROM q",
                "UPDATE t SET code = (SELECT code FROM p ORDER BY code DESC LIMIT 1)"
                    + " WHERE id = $r")
            .gate(Gate.KEEP)
            .alsoOn15(),
        mails("is-referenced", "CREATE TABLE t (id bigint PRIMARY KEY, email text NOT NULL)")
            .setup(
                """
                CREATE TABLE child (
                  n int PRIMARY KEY, t_id bigint REFERENCES t ON UPDATE CASCADE ON DELETE CASCADE)
                """,
                "INSERT INTO child SELECT i, i FROM generate_series(1, 1000) i")
            .holds("SELECT NOT EXISTS (SELECT FROM child WHERE t_id NOT IN (SELECT id FROM t))")
            .alsoOn15());
  }
}
