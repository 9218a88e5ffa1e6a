package dev.infill.deploy.e2e.tables;

import static dev.infill.deploy.e2e.tables.MySqlCases.PLAIN;
import static dev.infill.deploy.e2e.tables.MySqlCases.THOUSAND;
import static dev.infill.deploy.e2e.tables.MySqlCases.bridged;
import static dev.infill.deploy.e2e.tables.MySqlCases.mails;
import static dev.infill.deploy.e2e.tables.MySqlCases.table;

import java.util.List;

/** What else writes the table on MySQL, or fires when it is written. */
final class MySqlTriggerCases {
  private static final String WITH_TOUCHED =
      """
      CREATE TABLE t (
        id bigint PRIMARY KEY, email varchar(200) NOT NULL, touched datetime(6), times int DEFAULT 0)
      """;
  private static final String TOUCH =
      """
      CREATE TRIGGER touch BEFORE UPDATE ON t FOR EACH ROW
        SET NEW.touched = SYSDATE(6), NEW.times = NEW.times + 1
      """;

  private MySqlTriggerCases() {}

  static List<TableCase> all() {
    return List.of(
        mails("own-triggers", WITH_TOUCHED)
            .setup(
                TOUCH,
                "CREATE TABLE t_log (id bigint, email varchar(200))",
                "CREATE TRIGGER log_new AFTER INSERT ON t FOR EACH ROW"
                    + " INSERT INTO t_log VALUES (NEW.id, NEW.email)",
                "CREATE TRIGGER log_changed AFTER UPDATE ON t FOR EACH ROW"
                    + " INSERT INTO t_log VALUES (NEW.id, NEW.email)")
            .unmirrored()
            .holds("SELECT MIN(times) > 0 FROM t WHERE id <= 1000")
            .on(CaseServer.MYSQL, CaseServer.MYSQL_8_0),
        bridged(mails("own-triggers-and-a-bridge", WITH_TOUCHED).setup(TOUCH)).unmirrored(),
        mails("trigger-changes-the-source", PLAIN)
            .setup(
                "UPDATE t SET email = CONCAT('..', email)",
                "CREATE TRIGGER trim_it BEFORE UPDATE ON t FOR EACH ROW"
                    + " SET NEW.email = TRIM(BOTH '.' FROM NEW.email)")
            .unmirrored()
            .on(CaseServer.MYSQL, CaseServer.MYSQL_ODD, CaseServer.MYSQL_8_0),
        cascades(),
        mails("is-referenced", PLAIN)
            .setup(
                """
                CREATE TABLE child (
                  n int PRIMARY KEY, t_id bigint,
                  FOREIGN KEY (t_id) REFERENCES t (id) ON UPDATE CASCADE ON DELETE CASCADE)
                """,
                "INSERT INTO child " + THOUSAND + " SELECT i, i FROM n")
            .holds("SELECT NOT EXISTS (SELECT 1 FROM child WHERE t_id NOT IN (SELECT id FROM t))"),
        references());
  }

  /**
   * From 9.6 on the log tells them. An application that fills the column itself must no longer
   * cascade into its source: when the migration has ended, nobody fills behind it.
   */
  private static TableCase cascades() {
    return table(
            "cascades-into-the-source",
            "CREATE TABLE p (code varchar(40) PRIMARY KEY)",
            "INSERT INTO p " + THOUSAND + " SELECT CONCAT('P', i) FROM n WHERE i <= 50",
            """
            CREATE TABLE t (
              id bigint PRIMARY KEY, code varchar(40),
              FOREIGN KEY (code) REFERENCES p (code) ON UPDATE CASCADE ON DELETE SET NULL)
            """,
            "INSERT INTO t " + THOUSAND + " SELECT i, CONCAT('P', 1 + i % 50) FROM n")
        .column("c", "varchar(50)", "coalesce(lower(code), 'none')")
        .unmirrored()
        .spec("")
        .writes(
            "UPDATE p SET code = 'Q.$n' WHERE code = CONCAT('P', $r % 50){+ AND FALSE+}",
            "DELETE FROM p WHERE code = CONCAT('P', $n % 50){+ AND FALSE+}",
            "INSERT INTO p VALUES ('R.$n')",
            "UPDATE t SET code = (SELECT MAX(code) FROM p){+, c = coalesce(lower(code), 'none')+}"
                + " WHERE id = $r");
  }

  /** Each row points at one of ten. */
  private static TableCase references() {
    return mails("foreign-key", PLAIN)
        .setup(
            "CREATE TABLE kinds (kind varchar(20) PRIMARY KEY)",
            "INSERT INTO kinds " + THOUSAND + " SELECT CONCAT('k', i - 1) FROM n WHERE i <= 10")
        .column("c", "varchar(20)", "concat('k', id % 10)")
        .onlyWrites(
            "INSERT INTO $t (id, email{+, c+}) VALUES ($n, 'Mail.$n'{+, CONCAT('k', $n % 10)+})",
            "UPDATE $t SET email = 'New.$n' WHERE id = $r",
            "UPDATE $t SET id = $n{+, c = CONCAT('k', $n % 10)+} WHERE id = $r",
            "DELETE FROM $t WHERE id = $r")
        .spec(
            """
            constraints:
              notNull: true
              references: { table: kinds, onDelete: restrict }
            """)
        .holds(
            """
            SELECT COUNT(*) = 1 FROM information_schema.referential_constraints
             WHERE constraint_schema = DATABASE() AND table_name = 't'
               AND referenced_table_name = 'kinds'
            """)
        .on(CaseServer.MYSQL, CaseServer.MYSQL_8_0);
  }
}
